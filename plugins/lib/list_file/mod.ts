export { checkList } from "./check_list.ts";
export { type ListFile, type ListSetting, toListFile } from "./list_file.ts";
export { defineListSource, type EntryContext, type ExpandTarget } from "./list_source.ts";
export { type ListSettings, type LoadListSettingsOptions, loadListSettings } from "./load_settings.ts";
export { type ListEntry, readEntries } from "./read_entries.ts";
export { MAX_LINE_BYTES } from "./read_lines.ts";
