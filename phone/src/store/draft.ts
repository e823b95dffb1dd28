/** A half-done form. It is finished in the content it was begun with. */
export type Draft = { person: string; form: string; bundle: string; values: unknown };
