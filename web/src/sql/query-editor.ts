// The editor of a query: CodeMirror with DuckDB's words, the dataset's tables and columns, and a mark
// where a query is wrong. Tab is left to the page, so that a keyboard gets out again.

import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  completionStatus,
  type Completion,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { sql, type SQLNamespace } from '@codemirror/lang-sql';
import { bracketMatching, syntaxHighlighting } from '@codemirror/language';
import {
  Compartment,
  EditorState,
  Prec,
  StateEffect,
  StateField,
  type Extension,
  type Text,
} from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder,
  type DecorationSet,
} from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import type { Column } from '../data/api-types';
import { duckdb, offered } from './duckdb-dialect';
import { plainName } from './query';
import type { Place } from './sql-api';

interface EditorHost {
  onchange: (text: string) => void;
  onrun: () => void;
  /** Whether Esc was for the page. */
  onescape: () => boolean;
  /** Says what is wrong; the editor names it as its description. */
  errorId: string;
}

/** The columns of each table; the first table is the one whose columns are offered everywhere. */
export type Schema = { table: string; columns: Column[] }[];

const setMark = StateEffect.define<{ from: number; to: number } | null>();

const wrong = Decoration.mark({ class: 'cm-wrong' });

const markField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    // What is being corrected is no longer known to be wrong.
    let next = transaction.docChanged ? Decoration.none : marks;
    for (const effect of transaction.effects) {
      if (!effect.is(setMark)) continue;
      next = effect.value
        ? Decoration.set([wrong.range(effect.value.from, effect.value.to)])
        : Decoration.none;
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** The word at a place, or the character before where there is none; never empty unless the text is. */
export function rangeAt(text: Text, place: Place): { from: number; to: number } {
  const line = text.line(Math.min(Math.max(1, place.line), text.lines));
  // The server counts characters; the editor counts what UTF-16 needs for them.
  const before = [...line.text].slice(0, Math.max(0, place.column - 1)).join('');
  const start = line.from + before.length;
  const word = /^(?:"[^"]*"?|'[^']*'?|[\p{L}\p{N}_]+|[-+*/<>=!@%^&|?:~]+|\S)/u.exec(
    line.text.slice(before.length),
  );
  const to = start + (word?.[0].length ?? 0);
  return to > start ? { from: start, to } : { from: Math.max(0, start - 1), to: start };
}

function completionOf({ name, type }: Column): Completion {
  return { label: name, type: 'property', detail: type, apply: plainName(name) };
}

function language(schema: Schema): Extension {
  const namespace: SQLNamespace = Object.fromEntries(
    schema.map(({ table, columns }) => [
      table,
      {
        self: { label: table, type: 'class', detail: 'split', apply: plainName(table) },
        children: columns.map(completionOf),
      },
    ]),
  );
  const first = schema[0]?.table;
  return sql({
    dialect: duckdb,
    schema: namespace,
    keywordCompletion: offered,
    ...(first === undefined ? {} : { defaultTable: first }),
  });
}

export class QueryEditor {
  private readonly view: EditorView;
  private readonly language = new Compartment();
  private readonly described = new Compartment();

  constructor(
    parent: HTMLElement,
    text: string,
    schema: Schema,
    private readonly host: EditorHost,
  ) {
    const keys = Prec.highest(
      keymap.of([
        { key: 'Mod-Enter', run: (view) => (closeCompletion(view), this.host.onrun(), true) },
        {
          key: 'Escape',
          run: (view) => completionStatus(view.state) === null && this.host.onescape(),
        },
      ]),
    );
    this.view = new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        extensions: [
          keys,
          lineNumbers(),
          highlightActiveLine(),
          drawSelection(),
          history(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({ icons: false }),
          keymap.of([
            ...closeBracketsKeymap,
            ...completionKeymap,
            ...historyKeymap,
            ...defaultKeymap,
          ]),
          syntaxHighlighting(classHighlighter),
          this.language.of(language(schema)),
          this.described.of([]),
          markField,
          EditorView.lineWrapping,
          placeholder('SELECT …'),
          EditorView.contentAttributes.of({ 'aria-label': 'SQL query', spellcheck: 'false' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) this.host.onchange(update.state.doc.toString());
          }),
        ],
      }),
    });
  }

  /** Keeps the history: what stood there before is one undo away. */
  setText(text: string): void {
    if (text === this.view.state.doc.toString()) return;
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
  }

  setSchema(schema: Schema): void {
    this.view.dispatch({ effects: this.language.reconfigure(language(schema)) });
  }

  /** Marks where the query is wrong; null takes the mark away. */
  mark(place: Place | null, isWrong: boolean): void {
    const attributes = { 'aria-invalid': 'true', 'aria-describedby': this.host.errorId };
    this.view.dispatch({
      effects: [
        setMark.of(place ? rangeAt(this.view.state.doc, place) : null),
        this.described.reconfigure(isWrong ? EditorView.contentAttributes.of(attributes) : []),
      ],
    });
  }

  /** Puts the cursor where the query is wrong. */
  goTo(place: Place): void {
    const { from } = rangeAt(this.view.state.doc, place);
    this.view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    this.view.focus();
  }

  /** In the place of what is selected. */
  insert(text: string): void {
    this.view.dispatch(this.view.state.replaceSelection(text));
    this.view.focus();
  }

  focus(): void {
    this.view.focus();
  }

  destroy(): void {
    this.view.destroy();
  }
}
