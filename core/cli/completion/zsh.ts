import { toFlagCases } from "./flag_cases.ts";
import type { CompletionCommand, CompletionFlag, CompletionModel, Values } from "./model.ts";
import { quoteForSh } from "./quote.ts";

/** The completion for zsh: to be sourced, or put as `_scan` into a folder of `fpath`. */
export function toZsh({ commands, defaultCommand, flags }: CompletionModel): string {
  return `#compdef scan hullscan
# Completion of scan for zsh. To use it: source <(scan completion zsh), after compinit
_scan_pipelines() {
  local -a args names
  local -i i
  for ((i = 2; i < CURRENT; i++)); do
    case $words[i] in
      --config) args=(--config "$words[i + 1]") ;;
      --config=*) args=(--config "\${words[i]#--config=}") ;;
    esac
  done
  names=("\${(@f)$("\${(Q)words[1]/#\\~/$HOME}" completion --pipelines "\${args[@]}" 2>/dev/null)}" "$@")
  compadd -- "\${names[@]}"
}

_scan() {
  local cur=$words[CURRENT] prev=$words[CURRENT-1] command=${quoteForSh(defaultCommand)}
  local -a items
  if ((CURRENT > 2)); then
    case $words[2] in
      ${commands.map(({ name }) => quoteForSh(name)).join(" | ")}) command=$words[2] ;;
    esac
  elif [[ $cur == -* && $cur != --*=* ]]; then
    items=(${flags.flatMap(toItems).join(" ")})
    _describe option items
  elif [[ $cur != -* ]]; then
    items=(${commands.map(({ name, description }) => toItem(name, description)).join(" ")})
    _describe command items
  fi
  if [[ $cur == --*=* ]]; then
    prev=\${cur%%=*}
    cur=\${cur#*=}
    compset -P 1 '*='
  fi
  case "$command $prev" in
${commands.flatMap((command) => toFlagCases(command, toReply)).join("\n")}
  esac
  if [[ $cur == -* ]]; then
    case $command in
${commands.map(toFlagsCase).join("\n")}
    esac
    _describe option items
    return
  fi
  case $command in
${commands.map(({ name, values }) => `    ${quoteForSh(name)}) ${toReply(values)} ;;`).join("\n")}
  esac
}

if [[ $funcstack[1] == _scan ]]; then _scan "$@"; else compdef _scan scan hullscan; fi
`;
}

function toItem(name: string, description: string): string {
  return quoteForSh(`${name.replace(/:/g, "\\:")}:${description}`);
}

function toFlagsCase({ name, flags }: CompletionCommand): string {
  return `      ${quoteForSh(name)}) items=(${flags.flatMap(toItems).join(" ")}) ;;`;
}

function toItems({ names, description }: CompletionFlag): readonly string[] {
  return names.map((name) => toItem(name, description));
}

function toReply(values: Values): string {
  switch (values.of) {
    case "words":
      return values.words.length === 0 ? ":" : `compadd -- ${values.words.map(quoteForSh).join(" ")}`;
    case "pipelines":
      return `_scan_pipelines ${values.words.map(quoteForSh).join(" ")}`.trim();
    case "files":
      return "_files";
    case "folders":
      return "_files -/";
    case "anything":
      return ":";
  }
}
