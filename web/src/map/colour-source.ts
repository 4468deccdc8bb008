// What a map can be coloured by: its clusters, or a column whose values are kinds or numbers.

import type { SplitRef } from '../data/parameters';
import type { Column, Json } from '../data/api-types';
import { classNames } from '../data/column-kind';
import { isNumber } from '../data/conditions';
import { exactText } from '../data/exact-json';
import { labelText } from './labels';
import type { MapAnswer } from './map-api';
import {
  colourByGroup,
  colourByKind,
  colourByNumber,
  otherColour,
  type Colouring,
} from './colours';
import type { Points } from './points';
import { columnValues } from './rows-of';

const kNumbers = ['int', 'float'];
const kKinds = ['bool', 'string_label', 'class_label'];
const kLegendClusters = 12;

/** Columns by which points can be coloured. */
export function colourColumns(columns: Column[]): Column[] {
  return columns.filter((column) => [...kNumbers, ...kKinds].includes(column.column_type ?? ''));
}

interface Given {
  columns: Column[];
  map: MapAnswer;
  points: Points;
  dark: boolean;
  signal: AbortSignal;
}

/** `by`: the name of a column; what is none colours by cluster. */
export async function loadColouring(ref: SplitRef, by: string, given: Given): Promise<Colouring> {
  const { points, map, dark } = given;
  const column = given.columns.find((one) => one.name === by);
  if (!column) return colourByClusters(map, points, dark);
  const all = await columnValues(ref, column.name, map.num_rows, given.signal);
  const values = Array.from(points.rows, (row) => all[row] ?? null);
  if (kNumbers.includes(column.column_type ?? ''))
    return colourByNumber(
      values.map((value) => (isNumber(value) ? Number(value) : null)),
      dark,
    );
  const names = classNames(column);
  return colourByKind(
    values.map((value) => kindOf(value, names)),
    dark,
  );
}

function kindOf(value: Json, names: string[] | null): string | null {
  if (value === null) return null;
  if (typeof value === 'number' && names) return names[value] ?? String(value);
  return typeof value === 'string' ? value : exactText(value);
}

function colourByClusters(map: MapAnswer, points: Points, dark: boolean): Colouring {
  const { coarse, fine } = map.layout.clusters;
  const colouring = colourByGroup(
    points.count,
    (point) => fine[points.clusters[point] ?? -1]?.parent ?? -1,
    coarse.map((cluster, i) => labelText(cluster.terms) || `Cluster ${i + 1}`),
    dark,
  );
  return {
    ...colouring,
    legend: [
      ...colouring.legend.slice(0, kLegendClusters),
      ...(coarse.length > kLegendClusters
        ? [
            {
              label: `${coarse.length - kLegendClusters} smaller ones`,
              colour: otherColour(dark),
              group: -1,
            },
          ]
        : []),
    ],
    isByCluster: true,
  };
}
