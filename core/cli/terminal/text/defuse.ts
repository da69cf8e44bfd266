/** How Azure Pipelines, TeamCity and former GitHub Actions begin a command, anywhere in a line. */
const IN_LINE = /(##(?:vso|teamcity)?)\[/gi;
/** How GitHub Actions begins one, at the start of a line. It looks behind white space; colours may stand there, too. */
const AT_START = /^((?:[^\S\r\n\u2028\u2029]|\p{Cc}\[[\d;]*m)*):(?=:)/gmu;

/**
 * Takes their meaning from texts that CI systems read as commands: their runners look for them in all that a step prints.
 * The first character of such a command is escaped as JSON does it, so that a line that is JSON says the same as before.
 */
export function defuse(text: string): string {
  return text.replace(IN_LINE, "$1\\u005b").replace(AT_START, "$1\\u003a");
}
