// Which row stores there are: one per account, Region and table, made when first asked for and dropped when nobody asks.
import type { Table } from '../model/kind.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import type { TextPool } from '../model/texts.ts';
import { TableRows } from './rows.ts';

export class Store {
  readonly #texts: TextPool;
  readonly #byScope = new Map<string, Map<string, TableRows>>();

  constructor(texts: TextPool) {
    this.#texts = texts;
  }

  of(scope: Scope, table: Table<unknown>): TableRows {
    const key = scopeKey(scope);
    const tables = this.#byScope.get(key) ?? new Map<string, TableRows>();
    this.#byScope.set(key, tables);
    const rows = tables.get(table.name) ?? new TableRows(scope, table, this.#texts);
    tables.set(table.name, rows);
    return rows;
  }

  inScope(scope: Scope): readonly TableRows[] {
    return [...(this.#byScope.get(scopeKey(scope))?.values() ?? [])];
  }

  drop(rows: TableRows): void {
    const tables = this.#byScope.get(scopeKey(rows.scope));
    if (tables?.get(rows.table.name) === rows) tables.delete(rows.table.name);
  }
}
