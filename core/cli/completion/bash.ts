import { toFlagCases } from "./flag_cases.ts";
import type { CompletionCommand, CompletionModel, Values } from "./model.ts";
import { quoteForSh } from "./quote.ts";

/** The completion for bash from 3.2. No name that comes from a config is expanded by the shell. */
export function toBash({ commands, defaultCommand, flags }: CompletionModel): string {
  return `# Completion of scan for bash. To use it: source <(scan completion bash)
_scan_pipelines() {
  local args=() i
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} == --config ]]; then
      args=(--config "\${COMP_WORDS[i + 1]}")
      if [[ \${args[1]} == "=" ]]; then args=(--config "\${COMP_WORDS[i + 2]}"); fi
    fi
  done
  "\${COMP_WORDS[0]/#\\~/$HOME}" completion --pipelines "\${args[@]}" 2>/dev/null
}

_scan_words() {
  local word
  for word in "$@"; do
    if [[ $word == "$cur"* ]]; then COMPREPLY+=("$(printf %q "$word")"); fi
  done
}

_scan_from_config() {
  local name
  while IFS= read -r name; do _scan_words "$name"; done < <(_scan_pipelines)
  _scan_words "$@"
}

_scan_paths() {
  local path
  compopt -o filenames 2>/dev/null
  while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen "$1" -- "$cur")
}

_scan() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command=${quoteForSh(defaultCommand)}
  COMPREPLY=()
  if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  if ((COMP_CWORD > 1)); then
    case \${COMP_WORDS[1]} in
      ${commands.map(({ name }) => quoteForSh(name)).join(" | ")}) command=\${COMP_WORDS[1]} ;;
    esac
  elif [[ $cur == -* ]]; then
    _scan_words ${flags.flatMap(({ names }) => names).join(" ")}
  else
    _scan_words ${commands.map(({ name }) => quoteForSh(name)).join(" ")}
  fi
  case "$command $prev" in
${commands.flatMap((command) => toFlagCases(command, toReply)).join("\n")}
  esac
  if [[ $cur == -* ]]; then
    case $command in
${commands.map(toFlagsCase).join("\n")}
    esac
    return
  fi
  case $command in
${commands.map(({ name, values }) => `    ${quoteForSh(name)}) ${toReply(values)} ;;`).join("\n")}
  esac
}

complete -F _scan scan hullscan
`;
}

function toFlagsCase({ name, flags }: CompletionCommand): string {
  return `      ${quoteForSh(name)}) _scan_words ${flags.flatMap(({ names }) => names.map(quoteForSh)).join(" ")} ;;`;
}

function toReply(values: Values): string {
  switch (values.of) {
    case "words":
      return `_scan_words ${values.words.map(quoteForSh).join(" ")}`.trim();
    case "pipelines":
      return `_scan_from_config ${values.words.map(quoteForSh).join(" ")}`.trim();
    case "files":
      return "_scan_paths -f";
    case "folders":
      return "_scan_paths -d";
    case "anything":
      return ":";
  }
}
