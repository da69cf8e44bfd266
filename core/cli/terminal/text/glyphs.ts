/** The characters that lines and bars are drawn with. All are one column wide, except `ellipsis` and those of trees. */
export interface Glyphs {
  readonly done: string;
  readonly doubtful: string;
  readonly failed: string;
  readonly skipped: string;
  readonly planned: string;
  /** In place of a zero. */
  readonly none: string;
  readonly full: string;
  readonly empty: string;
  readonly ellipsis: string;
  /** What stands before a node of a tree, before the last one of its level, and before what is below one that is not the last. */
  readonly branch: string;
  readonly lastBranch: string;
  readonly trunk: string;
}

const UNICODE: Glyphs = {
  done: "✓",
  doubtful: "!",
  failed: "✗",
  skipped: "-",
  planned: "→",
  none: "·",
  full: "█",
  empty: "░",
  ellipsis: "…",
  branch: "├─ ",
  lastBranch: "└─ ",
  trunk: "│  ",
};

const ASCII: Glyphs = {
  done: "+",
  doubtful: "!",
  failed: "x",
  skipped: "-",
  planned: ">",
  none: ".",
  full: "#",
  empty: "-",
  ellipsis: "...",
  branch: "|- ",
  lastBranch: "`- ",
  trunk: "|  ",
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Chooses characters that a terminal can show: ASCII where the locale is no UTF-8 one (`LANG=C`), on the console of Linux,
 * and on that of Windows, whose code page is not known. Terminals on Windows that do better say so in their variables.
 */
export function chooseGlyphs(env: Environment = process.env, platform: string = process.platform): Glyphs {
  if (platform === "win32") {
    const { WT_SESSION, TERM_PROGRAM, ConEmuTask, TERM } = env;
    const isModern =
      WT_SESSION || ConEmuTask === "{cmd::Cmder}" || TERM_PROGRAM === "vscode" || /^xterm/.test(TERM ?? "");
    return isModern ? UNICODE : ASCII;
  }
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  return env.TERM !== "linux" && /utf-?8/i.test(locale) ? UNICODE : ASCII;
}
