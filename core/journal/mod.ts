export type { Journal } from "./journal.ts";
export { type OpenJournalOptions, openJournal } from "./open_journal.ts";
