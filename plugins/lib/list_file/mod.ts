export { checkList } from "./check_list.ts";
export { type ListFile, type ListSetting, toListFile } from "./list_file.ts";
export { type ListSettings, type LoadListSettingsOptions, loadListSettings } from "./load_settings.ts";
export {
  type ListEntry,
  type ReadEntriesOptions,
  type RepeatedEntry,
  readEntries,
} from "./read_entries.ts";
export { MAX_LINE_BYTES } from "./read_lines.ts";
export { createRepetitionLog, type RepetitionLog } from "./repetition_log.ts";
export { type TellListOptions, tellList } from "./tell_list.ts";
