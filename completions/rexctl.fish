# fish completion for rexctl. Generated from the command tree; do not edit.

# The path of a subcommand, where there is one.
function __rexctl_child
    switch $argv[1]
        case ' list' ' ls'
            echo 'list'
        case ' show'
            echo 'show'
        case ' run'
            echo 'run'
        case ' watch'
            echo 'watch'
        case ' wait'
            echo 'wait'
        case ' output'
            echo 'output'
        case ' cancel'
            echo 'cancel'
        case ' rerun'
            echo 'rerun'
        case ' template'
            echo 'template'
        case ' host'
            echo 'host'
        case ' login'
            echo 'login'
        case ' logout'
            echo 'logout'
        case ' whoami'
            echo 'whoami'
        case ' completion'
            echo 'completion'
        case ' schema'
            echo 'schema'
        case ' demo'
            echo 'demo'
        case 'template list' 'template ls'
            echo 'template list'
        case 'template show'
            echo 'template show'
        case 'host list' 'host ls'
            echo 'host list'
        case '*'
            return 1
    end
end

# Whether a value follows in the next word.
function __rexctl_takes_value
    switch $argv[1]
        case 'list --outcome' 'list --status' 'list --owner' 'list --host' 'list --template' 'list --since' 'list --search' 'list --sort' 'list --limit' 'list -n' 'list --columns'
            return 0
        case 'run --command' 'run -c' 'run --template' 'run --feature' 'run --host' 'run --search' 'run --bookmark' 'run --input' 'run -i' 'run --concurrency' 'run --ssh-user' 'run --execution-timeout' 'run --time-to-pickup' 'run --effective-user' 'run --description' 'run --max-hosts' 'run --expect-hosts' 'run --canary' 'run --give-up-after' 'run --stall-warning' 'run --on-interrupt' 'run --cancel-when'
            return 0
        case 'watch --give-up-after' 'watch --stall-warning' 'watch --on-interrupt'
            return 0
        case 'wait --for' 'wait --give-up-after' 'wait --stall-warning' 'wait --on-interrupt'
            return 0
        case 'output --resume' 'output --mask' 'output --dir' 'output --grep' 'output --exclude' 'output --highlight' 'output --tail' 'output --since' 'output --stream' 'output --timestamps' 'output --give-up-after' 'output --stall-warning' 'output --on-interrupt'
            return 0
        case 'rerun --only' 'rerun --host' 'rerun --input' 'rerun -i' 'rerun --effective-user' 'rerun --concurrency' 'rerun --ssh-user' 'rerun --execution-timeout' 'rerun --time-to-pickup' 'rerun --give-up-after' 'rerun --stall-warning' 'rerun --on-interrupt' 'rerun --cancel-when'
            return 0
        case 'template list --category' 'template list --limit' 'template list -n' 'template list --columns'
            return 0
        case 'host list --limit' 'host list -n'
            return 0
        case 'demo --port'
            return 0
        case '* --format' '* --fields' '* --profile' '* --server' '* --login' '* --token-file' '* --ca-file' '* --organization' '* --location' '* --timeout' '* --request-timeout'
            return 0
        case '*'
            return 1
    end
end

# True at this place of the command tree, with so many arguments before the current word where a number is given.
function __rexctl_at
    set -l path ''
    set -l count 0
    set -l skip no
    for word in (commandline -opc)[2..-1]
        if test $skip = yes
            set skip no
        else if string match -q -- '-*' $word
            __rexctl_takes_value "$path $word"; and set skip yes
        else if set -l child (__rexctl_child "$path $word")
            set path $child
        else
            set count (math $count + 1)
        end
    end
    test "$path" = "$argv[1]"; or return 1
    set -q argv[2]; or return 0
    string match -q -- $argv[2] $count
end

function __rexctl_live
    set -l program (commandline -opc)[1]
    $program __complete $argv[1] (commandline -ct | string replace -r -- '^--[^=]*=' '') 2>/dev/null </dev/null
end

complete -c rexctl -f
complete -c rexctl -n '__rexctl_at "" "0"' -a 'list' -d 'jobs, newest first'
complete -c rexctl -n '__rexctl_at "" "0"' -a 'ls' -d 'jobs, newest first'
complete -c rexctl -n '__rexctl_at "" "0"' -a 'show' -d 'everything about one job'
complete -c rexctl -n '__rexctl_at "" "0"' -a 'run' -d 'start a job on hosts and wait for its result'
complete -c rexctl -n '__rexctl_at "" "0"' -a 'watch' -d 'how jobs go on, live, until they have ended'
complete -c rexctl -n '__rexctl_at "" "0"' -a 'wait' -d 'wait in silence for the end of jobs, or for less'
complete -c rexctl -n '__rexctl_at "" "0"' -a 'output' -d 'what the hosts of a job printed'
complete -c rexctl -n '__rexctl_at "" "0"' -a 'cancel' -d 'stop a job'
complete -c rexctl -n '__rexctl_at "" "0"' -a 'rerun' -d 'run a job again on all, failed or named hosts'
complete -c rexctl -n '__rexctl_at "" "0"' -a 'template' -d 'job templates and their inputs'
complete -c rexctl -n '__rexctl_at "" "0"' -a 'host' -d 'hosts that a search matches'
complete -c rexctl -n '__rexctl_at "" "0"' -a 'login' -d 'check and keep a server, a user and a token'
complete -c rexctl -n '__rexctl_at "" "0"' -a 'logout' -d 'forget the kept token and session'
complete -c rexctl -n '__rexctl_at "" "0"' -a 'whoami' -d 'who the server takes you for'
complete -c rexctl -n '__rexctl_at "" "0"' -a 'completion' -d 'completion script for bash, zsh or fish'
complete -c rexctl -n '__rexctl_at "" "0"' -a 'schema' -d 'JSON Schemas of all answers'
complete -c rexctl -n '__rexctl_at "" "0"' -a 'demo' -d 'try everything on an embedded server'
complete -c rexctl -n '__rexctl_at "" "0"' -a help -d 'help for a command'
complete -c rexctl -n '__rexctl_at ""' -s V -l version -d 'print the version'
complete -c rexctl -l json -d 'print one JSON document (same as --format json)'
complete -c rexctl -l format -x -a 'table plain json ndjson csv yaml' -d 'how to print the answer'
complete -c rexctl -l fields -x -d 'only these columns or JSON fields, separated by commas'
complete -c rexctl -l profile -x -d 'connection profile (environment: REXCTL_PROFILE)'
complete -c rexctl -l server -x -d 'Foreman server (environment: REXCTL_SERVER)'
complete -c rexctl -l login -x -d 'user name (environment: REXCTL_USER)'
complete -c rexctl -l token-file -r -F -d 'file with the password or personal access token'
complete -c rexctl -l ca-file -r -F -d 'certificate of the server\'s CA (environment: REXCTL_CA_FILE)'
complete -c rexctl -l organization -x -d 'organization to work in (environment: REXCTL_ORGANIZATION)'
complete -c rexctl -l location -x -d 'location to work in (environment: REXCTL_LOCATION)'
complete -c rexctl -s q -l quiet -d 'no notes on standard error'
complete -c rexctl -s v -l verbose -d 'show each request on standard error, secrets left out'
complete -c rexctl -l no-color -d 'no colour'
complete -c rexctl -l no-input -d 'never ask a question'
complete -c rexctl -s y -l yes -d 'answer every confirmation with yes'
complete -c rexctl -l timeout -x -d 'limit for the whole command, e.g. 90s, 10m, 2h'
complete -c rexctl -l request-timeout -x -d 'limit for one request'
complete -c rexctl -s h -l help -d 'print this help'
complete -c rexctl -n '__rexctl_at "list"' -l outcome -x -a '(__fish_append , scheduled running paused succeeded failed cancelled incomplete no_hosts broken unknown)' -d 'only these outcomes: scheduled, running, paused, succeeded, failed, cancelled, incomplete, no_hosts, broken, unknown'
complete -c rexctl -n '__rexctl_at "list"' -l status -x -a 'succeeded failed queued running cancelled' -d 'only this status in the server\'s own words'
complete -c rexctl -n '__rexctl_at "list"' -l mine -d 'only your own jobs'
complete -c rexctl -n '__rexctl_at "list"' -l owner -x -d 'only jobs that this user started'
complete -c rexctl -n '__rexctl_at "list"' -l host -x -a '(__rexctl_live hosts)' -d 'only jobs that ran on this host'
complete -c rexctl -n '__rexctl_at "list"' -l template -x -a '(__rexctl_live templates)' -d 'only jobs of this template'
complete -c rexctl -n '__rexctl_at "list"' -l since -x -d 'only jobs started since then: 2h, 3d, 2026-11-23T14:00'
complete -c rexctl -n '__rexctl_at "list"' -l search -x -d 'search in Foreman\'s own language, e.g. \'description ~ kernel\''
complete -c rexctl -n '__rexctl_at "list"' -l sort -x -d 'sort by id, started_at, start_at, ended_at, description, job_category; add :asc or :desc'
complete -c rexctl -n '__rexctl_at "list"' -s n -l limit -x -d 'how many jobs (default: 20)'
complete -c rexctl -n '__rexctl_at "list"' -l all -d 'all jobs, however many'
complete -c rexctl -n '__rexctl_at "list"' -l columns -x -d 'columns of the table: id, outcome, hosts, description, start_at, job_category, template_name, status, counts.total, counts.succeeded, counts.failed, counts.cancelled, counts.pending, counts.missing, ssh_user, effective_user, task.id'
complete -c rexctl -n '__rexctl_at "show"' -l hosts -d 'add the hosts, all or only those: failed, never_ran, cancelled, unknown, running, waiting, succeeded'
complete -c rexctl -n '__rexctl_at "show"' -l exit-status -d 'exit with the job\'s result instead of 0'
complete -c rexctl -n '__rexctl_at "show" "0"' -a '(__rexctl_live jobs)'
complete -c rexctl -n '__rexctl_at "run"' -s c -l command -x -d 'run this command line with the run-command template'
complete -c rexctl -n '__rexctl_at "run"' -l template -x -a '(__rexctl_live templates)' -d 'run this job template'
complete -c rexctl -n '__rexctl_at "run"' -l feature -x -a '(__rexctl_live features)' -d 'run the template of this remote execution feature'
complete -c rexctl -n '__rexctl_at "run"' -l host -x -a '(__rexctl_live hosts)' -d 'run on this host; repeatable'
complete -c rexctl -n '__rexctl_at "run"' -l search -x -d 'run on the hosts that this search matches now'
complete -c rexctl -n '__rexctl_at "run"' -l bookmark -x -d 'run on the hosts of this bookmark'
complete -c rexctl -n '__rexctl_at "run"' -l dynamic -d 'let the server evaluate the search or bookmark itself when the job starts'
complete -c rexctl -n '__rexctl_at "run"' -s i -l input -x -d 'template input; @FILE and - read it; repeatable'
complete -c rexctl -n '__rexctl_at "run"' -l concurrency -x -d 'at most n hosts at a time'
complete -c rexctl -n '__rexctl_at "run"' -l ssh-user -x -d 'log in to the hosts as this user'
complete -c rexctl -n '__rexctl_at "run"' -l execution-timeout -x -d 'stop on a host after this time'
complete -c rexctl -n '__rexctl_at "run"' -l time-to-pickup -x -d 'how long a pulling host may take to fetch it'
complete -c rexctl -n '__rexctl_at "run"' -l random-order -d 'take the hosts in random order'
complete -c rexctl -n '__rexctl_at "run"' -l effective-user -x -d 'run as this user on the hosts'
complete -c rexctl -n '__rexctl_at "run"' -l description -x -d 'description of the job'
complete -c rexctl -n '__rexctl_at "run"' -l max-hosts -x -d 'refuse to run on more hosts'
complete -c rexctl -n '__rexctl_at "run"' -l expect-hosts -x -d 'refuse to run on any other number of hosts'
complete -c rexctl -n '__rexctl_at "run"' -l canary -x -d 'run on the first n hosts; only if all of them succeed, on the others (with --random-order: on any n)'
complete -c rexctl -n '__rexctl_at "run"' -s n -l dry-run -d 'show hosts and request; send nothing'
complete -c rexctl -n '__rexctl_at "run"' -l wait -d 'wait for the result (the default)'
complete -c rexctl -n '__rexctl_at "run"' -s f -l follow -d 'stream what the hosts print'
complete -c rexctl -n '__rexctl_at "run"' -s d -l detach -d 'print the job\'s id and leave at once'
complete -c rexctl -n '__rexctl_at "run"' -l give-up-after -x -d 'end with exit code 8 after so long without an answer, or paused (default: 10m)'
complete -c rexctl -n '__rexctl_at "run"' -l stall-warning -x -d 'say so when nothing has changed for so long (default: 10m)'
complete -c rexctl -n '__rexctl_at "run"' -l settle -d 'also wait for the server\'s own status, up to 15 s later'
complete -c rexctl -n '__rexctl_at "run"' -l on-interrupt -x -a 'detach cancel ask' -d 'what Ctrl-C does to the job (default: detach)'
complete -c rexctl -n '__rexctl_at "run"' -l cancel-when -x -d 'cancel the rest of the job, once, at failures>=N or failures>=N% of all its hosts'
complete -c rexctl -n '__rexctl_at "watch"' -l give-up-after -x -d 'end with exit code 8 after so long without an answer, or paused (default: 10m)'
complete -c rexctl -n '__rexctl_at "watch"' -l stall-warning -x -d 'say so when nothing has changed for so long (default: 10m)'
complete -c rexctl -n '__rexctl_at "watch"' -l settle -d 'also wait for the server\'s own status, up to 15 s later'
complete -c rexctl -n '__rexctl_at "watch"' -l on-interrupt -x -a 'detach cancel ask' -d 'what Ctrl-C does to the job (default: detach)'
complete -c rexctl -n '__rexctl_at "watch" "*"' -a '(__rexctl_live jobs)'
complete -c rexctl -n '__rexctl_at "wait"' -l for -x -d 'done, first-failure, failures>=N, failures>=N% or hosts=NAME,NAME (default: done)'
complete -c rexctl -n '__rexctl_at "wait"' -l give-up-after -x -d 'end with exit code 8 after so long without an answer, or paused (default: 10m)'
complete -c rexctl -n '__rexctl_at "wait"' -l stall-warning -x -d 'say so when nothing has changed for so long (default: 10m)'
complete -c rexctl -n '__rexctl_at "wait"' -l settle -d 'also wait for the server\'s own status, up to 15 s later'
complete -c rexctl -n '__rexctl_at "wait"' -l on-interrupt -x -a 'detach cancel ask' -d 'what Ctrl-C does to the job (default: detach)'
complete -c rexctl -n '__rexctl_at "wait" "*"' -a '(__rexctl_live jobs)'
complete -c rexctl -n '__rexctl_at "output"' -l failed -d 'only hosts that did not succeed'
complete -c rexctl -n '__rexctl_at "output"' -s f -l follow -d 'go on until the job, or the named hosts, have ended; the result is the exit code'
complete -c rexctl -n '__rexctl_at "output"' -l resume -r -F -d 'with --follow, remember in this file what was printed, and go on there'
complete -c rexctl -n '__rexctl_at "output"' -l raw -d 'the server\'s raw text, bytes unchanged'
complete -c rexctl -n '__rexctl_at "output"' -l group -d 'fold hosts that printed the same and ended alike'
complete -c rexctl -n '__rexctl_at "output"' -l mask -x -d 'with --group or --diff, ignore numbers, times, host'
complete -c rexctl -n '__rexctl_at "output"' -l diff -d 'compare with this host, or with what most hosts printed'
complete -c rexctl -n '__rexctl_at "output"' -l dir -x -a '(__fish_complete_directories)' -d 'write one file per host and a manifest'
complete -c rexctl -n '__rexctl_at "output"' -l grep -x -d 'only lines that match'
complete -c rexctl -n '__rexctl_at "output"' -l exclude -x -d 'leave out lines that match'
complete -c rexctl -n '__rexctl_at "output"' -l highlight -x -d 'mark what matches'
complete -c rexctl -n '__rexctl_at "output"' -l tail -x -d 'only the last lines; with --follow, of what is there already'
complete -c rexctl -n '__rexctl_at "output"' -l since -x -d 'only lines from then on, e.g. 10m or 2026-11-23T14:00'
complete -c rexctl -n '__rexctl_at "output"' -l stream -x -d 'only stdout, stderr, debug'
complete -c rexctl -n '__rexctl_at "output"' -l timestamps -x -a 'utc local relative' -d 'the time before each line'
complete -c rexctl -n '__rexctl_at "output"' -l exit-status -d 'exit with the job\'s result instead of 0'
complete -c rexctl -n '__rexctl_at "output"' -l give-up-after -x -d 'end with exit code 8 after so long without an answer, or paused (default: 10m)'
complete -c rexctl -n '__rexctl_at "output"' -l stall-warning -x -d 'say so when nothing has changed for so long (default: 10m)'
complete -c rexctl -n '__rexctl_at "output"' -l settle -d 'also wait for the server\'s own status, up to 15 s later'
complete -c rexctl -n '__rexctl_at "output"' -l on-interrupt -x -a 'detach cancel ask' -d 'what Ctrl-C does to the job (default: detach)'
complete -c rexctl -n '__rexctl_at "output" "0"' -a '(__rexctl_live jobs)'
complete -c rexctl -n '__rexctl_at "output" "*"' -a '(__rexctl_live hosts)'
complete -c rexctl -n '__rexctl_at "cancel"' -l force -d 'give up on the hosts at once; their scripts may go on unwatched'
complete -c rexctl -n '__rexctl_at "cancel"' -l wait -d 'wait until every host has stopped, and say how each ended'
complete -c rexctl -n '__rexctl_at "cancel"' -l occurrence -d 'of a recurring job, only the next occurrence'
complete -c rexctl -n '__rexctl_at "cancel"' -l series -d 'of a recurring job, the whole series'
complete -c rexctl -n '__rexctl_at "cancel"' -l exit-status -d 'with --wait, exit with the job\'s result'
complete -c rexctl -n '__rexctl_at "cancel"' -s n -l dry-run -d 'show what would be cancelled; send nothing'
complete -c rexctl -n '__rexctl_at "cancel" "0"' -a '(__rexctl_live jobs)'
complete -c rexctl -n '__rexctl_at "rerun"' -l failed -d 'only hosts whose latest attempt failed, was cancelled or never ran'
complete -c rexctl -n '__rexctl_at "rerun"' -l only -x -a '(__fish_append , error cancelled never)' -d 'with --failed, only these: error, cancelled, never'
complete -c rexctl -n '__rexctl_at "rerun"' -l succeeded -d 'only hosts whose latest attempt succeeded'
complete -c rexctl -n '__rexctl_at "rerun"' -l host -x -a '(__rexctl_live hosts)' -d 'only this host of the job; repeatable'
complete -c rexctl -n '__rexctl_at "rerun"' -l include-cancelled -d 'also hosts that were cancelled on purpose, without asking'
complete -c rexctl -n '__rexctl_at "rerun"' -s i -l input -x -d 'a value that cannot be read back; repeatable'
complete -c rexctl -n '__rexctl_at "rerun"' -l effective-user -x -d 'run as this user on the hosts'
complete -c rexctl -n '__rexctl_at "rerun"' -l without-unreadable -d 'go on without what the server does not tell of the first job'
complete -c rexctl -n '__rexctl_at "rerun"' -s n -l dry-run -d 'show hosts and request; send nothing'
complete -c rexctl -n '__rexctl_at "rerun"' -l concurrency -x -d 'at most n hosts at a time'
complete -c rexctl -n '__rexctl_at "rerun"' -l ssh-user -x -d 'log in to the hosts as this user'
complete -c rexctl -n '__rexctl_at "rerun"' -l execution-timeout -x -d 'stop on a host after this time'
complete -c rexctl -n '__rexctl_at "rerun"' -l time-to-pickup -x -d 'how long a pulling host may take to fetch it'
complete -c rexctl -n '__rexctl_at "rerun"' -l wait -d 'wait for the result (the default)'
complete -c rexctl -n '__rexctl_at "rerun"' -s f -l follow -d 'stream what the hosts print'
complete -c rexctl -n '__rexctl_at "rerun"' -s d -l detach -d 'print the job\'s id and leave at once'
complete -c rexctl -n '__rexctl_at "rerun"' -l give-up-after -x -d 'end with exit code 8 after so long without an answer, or paused (default: 10m)'
complete -c rexctl -n '__rexctl_at "rerun"' -l stall-warning -x -d 'say so when nothing has changed for so long (default: 10m)'
complete -c rexctl -n '__rexctl_at "rerun"' -l settle -d 'also wait for the server\'s own status, up to 15 s later'
complete -c rexctl -n '__rexctl_at "rerun"' -l on-interrupt -x -a 'detach cancel ask' -d 'what Ctrl-C does to the job (default: detach)'
complete -c rexctl -n '__rexctl_at "rerun"' -l cancel-when -x -d 'cancel the rest of the job, once, at failures>=N or failures>=N% of all its hosts'
complete -c rexctl -n '__rexctl_at "rerun" "0"' -a '(__rexctl_live jobs)'
complete -c rexctl -n '__rexctl_at "template" "0"' -a 'list' -d 'job templates that you may use'
complete -c rexctl -n '__rexctl_at "template" "0"' -a 'ls' -d 'job templates that you may use'
complete -c rexctl -n '__rexctl_at "template" "0"' -a 'show' -d 'one template and its inputs'
complete -c rexctl -n '__rexctl_at "template list"' -l category -x -d 'only templates of this job category'
complete -c rexctl -n '__rexctl_at "template list"' -s n -l limit -x -d 'how many (default: 100)'
complete -c rexctl -n '__rexctl_at "template list"' -l all -d 'all of them'
complete -c rexctl -n '__rexctl_at "template list"' -l columns -x -a '(__fish_append , id name job_category provider_type description_format snippet)' -d 'columns of the table: id, name, job_category, provider_type, description_format, snippet'
complete -c rexctl -n '__rexctl_at "template show"' -l text -d 'also the template\'s own text'
complete -c rexctl -n '__rexctl_at "template show" "0"' -a '(__rexctl_live templates)'
complete -c rexctl -n '__rexctl_at "host" "0"' -a 'list' -d 'hosts that a search matches'
complete -c rexctl -n '__rexctl_at "host" "0"' -a 'ls' -d 'hosts that a search matches'
complete -c rexctl -n '__rexctl_at "host list"' -s n -l limit -x -d 'how many (default: 100)'
complete -c rexctl -n '__rexctl_at "host list"' -l all -d 'all of them'
complete -c rexctl -n '__rexctl_at "login"' -l token-stdin -d 'read the password or token from standard input (same as --token-file -)'
complete -c rexctl -n '__rexctl_at "login"' -l allow-plain-http -d 'let this profile send its credential over http without encryption'
complete -c rexctl -n '__rexctl_at "logout"' -l all -d 'of all profiles'
complete -c rexctl -n '__rexctl_at "completion" "0"' -a 'bash zsh fish'
complete -c rexctl -n '__rexctl_at "schema" "0"' -a 'error event follow follow-jobs started dry-run nothing-to-do list show output output-raw output-group output-diff output-dir cancel templates template hosts account logout'
complete -c rexctl -n '__rexctl_at "demo"' -l serve -d 'keep the embedded server up and print how to use it from another terminal'
complete -c rexctl -n '__rexctl_at "demo"' -l port -x -d 'with --serve, its port'
