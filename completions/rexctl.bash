# bash completion for rexctl. Generated from the command tree; do not edit.

_rexctl_child() {
  case $1 in
    'list'|'ls') REPLY='list' ;;
    'show') REPLY='show' ;;
    'run') REPLY='run' ;;
    'watch') REPLY='watch' ;;
    'wait') REPLY='wait' ;;
    'output') REPLY='output' ;;
    'cancel') REPLY='cancel' ;;
    'rerun') REPLY='rerun' ;;
    'resume') REPLY='resume' ;;
    'schedule') REPLY='schedule' ;;
    'template') REPLY='template' ;;
    'host') REPLY='host' ;;
    'login') REPLY='login' ;;
    'logout') REPLY='logout' ;;
    'whoami') REPLY='whoami' ;;
    'log') REPLY='log' ;;
    'completion') REPLY='completion' ;;
    'schema') REPLY='schema' ;;
    'demo') REPLY='demo' ;;
    'schedule list'|'schedule ls') REPLY='schedule list' ;;
    'schedule show') REPLY='schedule show' ;;
    'schedule cancel') REPLY='schedule cancel' ;;
    'schedule enable') REPLY='schedule enable' ;;
    'schedule disable') REPLY='schedule disable' ;;
    'template list'|'template ls') REPLY='template list' ;;
    'template show') REPLY='template show' ;;
    'host list'|'host ls') REPLY='host list' ;;
    *) return 1 ;;
  esac
}

_rexctl_words() {
  case $1 in
    '') REPLY='list ls show run watch wait output cancel rerun resume schedule template host login logout whoami log completion schema demo help' ;;
    'list') REPLY='' ;;
    'show') REPLY='' ;;
    'run') REPLY='' ;;
    'watch') REPLY='' ;;
    'wait') REPLY='' ;;
    'output') REPLY='' ;;
    'cancel') REPLY='' ;;
    'rerun') REPLY='' ;;
    'resume') REPLY='' ;;
    'schedule') REPLY='list ls show cancel enable disable' ;;
    'schedule list') REPLY='' ;;
    'schedule show') REPLY='' ;;
    'schedule cancel') REPLY='' ;;
    'schedule enable') REPLY='' ;;
    'schedule disable') REPLY='' ;;
    'template') REPLY='list ls show' ;;
    'template list') REPLY='' ;;
    'template show') REPLY='' ;;
    'host') REPLY='list ls' ;;
    'host list') REPLY='' ;;
    'login') REPLY='' ;;
    'logout') REPLY='' ;;
    'whoami') REPLY='' ;;
    'log') REPLY='' ;;
    'completion') REPLY='' ;;
    'schema') REPLY='' ;;
    'demo') REPLY='' ;;
    *) return 1 ;;
  esac
}

_rexctl_options() {
  case $1 in
    '') REPLY='--version -V --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'list') REPLY='--outcome --status --mine --owner --host --template --since --search --sort --limit -n --all --columns --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'show') REPLY='--hosts --exit-status --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'run') REPLY='--command -c --template --feature --host --exclude --search --bookmark --dynamic --input -i --ansible-tags --ansible-tags-flag --provider-input --inputs-file --concurrency --ssh-user --execution-timeout --time-to-pickup --random-order --effective-user --ssh-password-file --ask-ssh-password --key-passphrase-file --ask-key-passphrase --effective-user-password-file --ask-effective-user-password --description --name --if-running --at --before --cron --until --max-runs --purpose --static --max-hosts --expect-hosts --canary --dry-run -n --wait --follow -f --detach -d --give-up-after --stall-warning --settle --on-interrupt --cancel-when --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'watch') REPLY='--give-up-after --stall-warning --settle --on-interrupt --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'wait') REPLY='--for --give-up-after --stall-warning --settle --on-interrupt --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'output') REPLY='--failed --follow -f --resume --raw --group --mask --diff --dir --grep --exclude --highlight --tail --since --stream --timestamps --exit-status --give-up-after --stall-warning --settle --on-interrupt --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'cancel') REPLY='--host --search --via-tasks --no-wait-planning --jobs-search --force --wait --stall-warning --occurrence --series --exit-status --dry-run -n --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'rerun') REPLY='--jobs-search --failed --only --succeeded --host --max-hosts --expect-hosts --include-cancelled --max-attempts --if-running --input -i --inputs-file --ansible-tags --ansible-tags-flag --provider-input --effective-user --ssh-password-file --ask-ssh-password --key-passphrase-file --ask-key-passphrase --effective-user-password-file --ask-effective-user-password --without-unreadable --dry-run -n --concurrency --ssh-user --execution-timeout --time-to-pickup --wait --follow -f --detach -d --give-up-after --stall-warning --settle --on-interrupt --cancel-when --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'resume') REPLY='--wait --dry-run -n --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'schedule') REPLY='--json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'schedule list') REPLY='--state --limit -n --all --columns --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'schedule show') REPLY='--json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'schedule cancel') REPLY='--json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'schedule enable') REPLY='--json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'schedule disable') REPLY='--json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'template') REPLY='--json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'template list') REPLY='--category --limit -n --all --columns --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'template show') REPLY='--text --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'host') REPLY='--json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'host list') REPLY='--limit -n --all --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'login') REPLY='--token-stdin --allow-plain-http --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'logout') REPLY='--all --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'whoami') REPLY='--json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'log') REPLY='--limit -n --path --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'completion') REPLY='--json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'schema') REPLY='--json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    'demo') REPLY='--serve --port --json --format --fields --profile --server --login --token-file --ca-file --organization --location --quiet -q --verbose -v --no-color --no-input --no-log --yes -y --timeout --request-timeout --help -h' ;;
    *) return 1 ;;
  esac
}

_rexctl_value() {
  case $1 in
    'list --outcome') REPLY='always list scheduled running paused succeeded failed cancelled incomplete no_hosts broken unknown' ;;
    'list --status') REPLY='always words succeeded failed queued running cancelled' ;;
    'list --owner') REPLY='always none' ;;
    'list --host') REPLY='always live hosts' ;;
    'list --template') REPLY='always live templates' ;;
    'list --since') REPLY='always none' ;;
    'list --search') REPLY='always none' ;;
    'list --sort') REPLY='always none' ;;
    'list --limit'|'list -n') REPLY='always none' ;;
    'list --columns') REPLY='always none' ;;
    'show --hosts') REPLY='maybe list failed never_ran cancelled unknown running waiting succeeded' ;;
    'run --command'|'run -c') REPLY='always none' ;;
    'run --template') REPLY='always live templates' ;;
    'run --feature') REPLY='always live features' ;;
    'run --host') REPLY='always live hosts' ;;
    'run --exclude') REPLY='always none' ;;
    'run --search') REPLY='always none' ;;
    'run --bookmark') REPLY='always none' ;;
    'run --input'|'run -i') REPLY='always none' ;;
    'run --ansible-tags') REPLY='always none' ;;
    'run --ansible-tags-flag') REPLY='always words include exclude' ;;
    'run --provider-input') REPLY='always none' ;;
    'run --inputs-file') REPLY='always file' ;;
    'run --concurrency') REPLY='always none' ;;
    'run --ssh-user') REPLY='always none' ;;
    'run --execution-timeout') REPLY='always none' ;;
    'run --time-to-pickup') REPLY='always none' ;;
    'run --effective-user') REPLY='always none' ;;
    'run --ssh-password-file') REPLY='always file' ;;
    'run --key-passphrase-file') REPLY='always file' ;;
    'run --effective-user-password-file') REPLY='always file' ;;
    'run --description') REPLY='always none' ;;
    'run --name') REPLY='always none' ;;
    'run --if-running') REPLY='always none' ;;
    'run --at') REPLY='always none' ;;
    'run --before') REPLY='always none' ;;
    'run --cron') REPLY='always none' ;;
    'run --until') REPLY='always none' ;;
    'run --max-runs') REPLY='always none' ;;
    'run --purpose') REPLY='always none' ;;
    'run --max-hosts') REPLY='always none' ;;
    'run --expect-hosts') REPLY='always none' ;;
    'run --canary') REPLY='always none' ;;
    'run --give-up-after') REPLY='always none' ;;
    'run --stall-warning') REPLY='always none' ;;
    'run --on-interrupt') REPLY='always words detach cancel ask' ;;
    'run --cancel-when') REPLY='always none' ;;
    'watch --give-up-after') REPLY='always none' ;;
    'watch --stall-warning') REPLY='always none' ;;
    'watch --on-interrupt') REPLY='always words detach cancel ask' ;;
    'wait --for') REPLY='always none' ;;
    'wait --give-up-after') REPLY='always none' ;;
    'wait --stall-warning') REPLY='always none' ;;
    'wait --on-interrupt') REPLY='always words detach cancel ask' ;;
    'output --resume') REPLY='always file' ;;
    'output --mask') REPLY='always none' ;;
    'output --diff') REPLY='maybe none' ;;
    'output --dir') REPLY='always directory' ;;
    'output --grep') REPLY='always none' ;;
    'output --exclude') REPLY='always none' ;;
    'output --highlight') REPLY='always none' ;;
    'output --tail') REPLY='always none' ;;
    'output --since') REPLY='always none' ;;
    'output --stream') REPLY='always none' ;;
    'output --timestamps') REPLY='always words utc local relative' ;;
    'output --give-up-after') REPLY='always none' ;;
    'output --stall-warning') REPLY='always none' ;;
    'output --on-interrupt') REPLY='always words detach cancel ask' ;;
    'cancel --host') REPLY='always live hosts' ;;
    'cancel --search') REPLY='always none' ;;
    'cancel --jobs-search') REPLY='always none' ;;
    'cancel --stall-warning') REPLY='always none' ;;
    'rerun --jobs-search') REPLY='always none' ;;
    'rerun --only') REPLY='always list error cancelled never' ;;
    'rerun --host') REPLY='always live hosts' ;;
    'rerun --max-hosts') REPLY='always none' ;;
    'rerun --expect-hosts') REPLY='always none' ;;
    'rerun --max-attempts') REPLY='always none' ;;
    'rerun --if-running') REPLY='always none' ;;
    'rerun --input'|'rerun -i') REPLY='always none' ;;
    'rerun --inputs-file') REPLY='always file' ;;
    'rerun --ansible-tags') REPLY='always none' ;;
    'rerun --ansible-tags-flag') REPLY='always words include exclude' ;;
    'rerun --provider-input') REPLY='always none' ;;
    'rerun --effective-user') REPLY='always none' ;;
    'rerun --ssh-password-file') REPLY='always file' ;;
    'rerun --key-passphrase-file') REPLY='always file' ;;
    'rerun --effective-user-password-file') REPLY='always file' ;;
    'rerun --concurrency') REPLY='always none' ;;
    'rerun --ssh-user') REPLY='always none' ;;
    'rerun --execution-timeout') REPLY='always none' ;;
    'rerun --time-to-pickup') REPLY='always none' ;;
    'rerun --give-up-after') REPLY='always none' ;;
    'rerun --stall-warning') REPLY='always none' ;;
    'rerun --on-interrupt') REPLY='always words detach cancel ask' ;;
    'rerun --cancel-when') REPLY='always none' ;;
    'schedule list --state') REPLY='always none' ;;
    'schedule list --limit'|'schedule list -n') REPLY='always none' ;;
    'schedule list --columns') REPLY='always list id state cron_line cron_words next_occurrence runs last_job_id description purpose iteration max_iteration last_occurrence template_name action' ;;
    'template list --category') REPLY='always none' ;;
    'template list --limit'|'template list -n') REPLY='always none' ;;
    'template list --columns') REPLY='always list id name job_category provider_type description_format snippet' ;;
    'host list --limit'|'host list -n') REPLY='always none' ;;
    'log --limit'|'log -n') REPLY='always none' ;;
    'demo --port') REPLY='always none' ;;
    *' --format') REPLY='always words table plain json ndjson csv yaml' ;;
    *' --fields') REPLY='always none' ;;
    *' --profile') REPLY='always none' ;;
    *' --server') REPLY='always none' ;;
    *' --login') REPLY='always none' ;;
    *' --token-file') REPLY='always file' ;;
    *' --ca-file') REPLY='always file' ;;
    *' --organization') REPLY='always none' ;;
    *' --location') REPLY='always none' ;;
    *' --timeout') REPLY='always none' ;;
    *' --request-timeout') REPLY='always none' ;;
    *) return 1 ;;
  esac
}

_rexctl_argument() {
  case $1 in
    'show 0') REPLY='live jobs' ;;
    'watch '*) REPLY='live jobs' ;;
    'wait '*) REPLY='live jobs' ;;
    'output 0') REPLY='live jobs' ;;
    'output '*) REPLY='live hosts' ;;
    'cancel '*) REPLY='live jobs' ;;
    'rerun 0') REPLY='live jobs' ;;
    'resume 0') REPLY='live jobs' ;;
    'schedule show 0') REPLY='none' ;;
    'schedule cancel 0') REPLY='none' ;;
    'schedule enable 0') REPLY='none' ;;
    'schedule disable 0') REPLY='none' ;;
    'template list 0') REPLY='none' ;;
    'template show 0') REPLY='live templates' ;;
    'host list 0') REPLY='none' ;;
    'completion 0') REPLY='words bash zsh fish' ;;
    'schema 0') REPLY='words error event follow follow-jobs started dry-run nothing-to-do list show output output-raw output-group output-diff output-dir cancel cancel-jobs schedules schedule schedule-change templates template hosts resume log log-path account logout' ;;
    *) return 1 ;;
  esac
}

# Offers what begins like the current word; bash keeps the part of it before the last word break by itself.
_rexctl_offer() {
  local candidate kept=${current%"${current##*["$COMP_WORDBREAKS"]}"}
  for candidate in "$@"; do
    if [[ $candidate == "$current"* ]]; then
      candidate=${candidate#"$kept"}
      [[ $candidate == *[!a-zA-Z0-9_@%+=:,./-]* ]] && printf -v candidate %q "$candidate"
      COMPREPLY+=("$candidate")
    fi
  done
}

_rexctl_live() {
  local line candidates=()
  while IFS=$'\t' read -r line _; do
    candidates+=("$line")
  done < <("${words[0]}" __complete "$1" "$current" 2> /dev/null < /dev/null)
  _rexctl_offer "${candidates[@]}"
}

# Offers values from a source: words, list, live, file, directory or none.
_rexctl_source() {
  local kind=${1%% *} rest=${1#* } before words_of_list
  case $kind in
    words) _rexctl_offer $rest ;;
    list)
      before=
      [[ $current == *,* ]] && before=${current%,*},
      words_of_list=($rest)
      _rexctl_offer "${words_of_list[@]/#/$before}"
      ;;
    live) _rexctl_live "$rest" ;;
    file) compopt -o default 2> /dev/null ;;
    directory) compopt -o dirnames 2> /dev/null ;;
  esac
}

_rexctl() {
  local IFS=$' \t\n' REPLY line=${COMP_LINE:0:COMP_POINT}
  local words=() current word path='' value='' last index count=0
  COMPREPLY=()
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  last=$((${#words[@]} - 1))
  current=${words[last]}
  for ((index = 1; index < last; index++)); do
    word=${words[index]}
    if [[ $value == always* || ($value == maybe* && $word != -*) ]]; then
      value=''
    elif [[ $word == -* ]]; then
      value=''
      _rexctl_value "$path $word" && value=$REPLY
    elif _rexctl_child "${path:+$path }$word"; then
      path=$REPLY
    else
      count=$((count + 1))
    fi
  done
  if [[ $value == always* || ($value == maybe* && $current != -*) ]]; then
    _rexctl_source "${value#* }"
  elif [[ $current == --*=* ]] && _rexctl_value "$path ${current%%=*}"; then
    current=${current#*=}
    _rexctl_source "${REPLY#* }"
  elif [[ $current == -* ]]; then
    _rexctl_options "$path" && _rexctl_offer $REPLY
  elif _rexctl_argument "$path $count"; then
    _rexctl_source "$REPLY"
  else
    _rexctl_words "$path" && _rexctl_offer $REPLY
  fi
}

complete -F _rexctl rexctl
