// What a row says as a paper, by the roles of its columns. Links are made from identifiers, never
// from text that is no link.

import type { Column, Json, Row } from '../data/api-types';
import { arxivLink, classLabel, classNames, safeLink, valueText } from '../data/column-kind';
import { memberCondition } from '../data/conditions';
import { quoteName, quoteText } from '../data/where';

export interface PaperColumns {
  title: Column;
  authors: Column | undefined;
  abstract: Column | undefined;
  summary: Column | undefined;
  keywords: Column | undefined;
  link: Column | undefined;
  arxiv: Column | undefined;
  /** What is worth a badge: class, venue and year, in this order. */
  badges: Column[];
}

interface Badge {
  column: Column;
  label: string;
}

interface PaperLink {
  label: string;
  href: string;
}

interface Paper {
  title: string;
  authors: string[];
  badges: Badge[];
  summary: string;
  abstract: string;
  keywords: string[];
  /** The best first; it is the title's. */
  links: PaperLink[];
}

/** The columns of a paper, or null where rows are no papers: a title, and authors or an abstract. */
export function paperColumns(columns: Column[]): PaperColumns | null {
  const of = (role: string) => columns.find((column) => column.role === role);
  const title = of('title');
  const authors = of('authors');
  const abstract = of('abstract');
  if (!title || (!authors && !abstract)) return null;
  const badges = ['class', 'venue', 'year'].map(of).filter((column) => column !== undefined);
  return {
    title,
    authors,
    abstract,
    badges,
    summary: of('summary'),
    keywords: of('keywords'),
    link: of('link'),
    arxiv: of('arxiv_id'),
  };
}

export function paperOf(columns: PaperColumns, row: Row): Paper {
  const value = (column: Column | undefined): Json => (column ? (row[column.name] ?? null) : null);
  const text = (column: Column | undefined) => {
    const found = value(column);
    return typeof found === 'string' ? found.trim() : '';
  };
  return {
    title: text(columns.title) || 'Without a title',
    authors: membersOf(value(columns.authors)),
    badges: columns.badges.flatMap((column) => {
      const label = classLabel(row[column.name], classNames(column));
      return label === null || label === '' ? [] : [{ column, label }];
    }),
    summary: text(columns.summary),
    abstract: text(columns.abstract),
    keywords: membersOf(value(columns.keywords)),
    links: paperLinks(value(columns.link), value(columns.arxiv)),
  };
}

/** The members of a list, or of a text that separates them by commas or semicolons; each once. */
export function membersOf(value: Json): string[] {
  const parts = typeof value === 'string' ? value.split(/[,;]/) : Array.isArray(value) ? value : [];
  const members = parts.map((part) => valueText(part === null ? '' : part).trim());
  return [...new Set(members.filter((member) => member !== ''))];
}

export function paperLinks(link: Json, arxivId: Json): PaperLink[] {
  const links: PaperLink[] = [];
  const own = safeLink(link);
  const forum = own === null ? null : openReviewId(own);
  if (forum !== null) {
    const id = encodeURIComponent(forum);
    links.push({ label: 'OpenReview', href: `https://openreview.net/forum?id=${id}` });
    links.push({ label: 'PDF', href: `https://openreview.net/pdf?id=${id}` });
  } else if (own !== null) {
    links.push({ label: new URL(own).hostname.replace(/^www\./, ''), href: own });
  }
  const page = arxivLink(arxivId);
  if (page !== null) {
    links.push({ label: 'arXiv', href: page });
    links.push({
      label: forum === null ? 'PDF' : 'arXiv PDF',
      href: page.replace('/abs/', '/pdf/'),
    });
  }
  return links;
}

function openReviewId(href: string): string | null {
  const url = new URL(href);
  return /(^|\.)openreview\.net$/.test(url.hostname) ? url.searchParams.get('id') : null;
}

/** Whether a column's values are lists of members, be it as one text with commas. */
export function hasMembers(column: Column): boolean {
  return column.column_type === 'list' || column.role === 'keywords' || column.role === 'authors';
}

/** The condition selecting the rows that have this member. */
export function topicCondition(column: Column, value: string): string {
  if (column.column_type === 'list') return memberCondition(column, value);
  if (!hasMembers(column)) return `${quoteName(column.name)} = ${quoteText(value)}`;
  const literal = value.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
  const pattern = `(?i)(^|[,;])\\s*${literal}\\s*([,;]|$)`;
  return `regexp_matches(${quoteName(column.name)}, ${quoteText(pattern)})`;
}
