/**
 * Pulls the model that is its first argument: starts a server of its own, waits until it answers, does nothing where the model is there
 * already, and tries again where a registry does not answer. Nothing of the spec is part of the text.
 */
export const PULL_SCRIPT = `set -eu
ollama serve &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
tries=0
until ollama list >/dev/null 2>&1; do
  tries=$(expr "$tries" + 1)
  if [ "$tries" -ge 120 ]; then
    echo "the server did not answer within two minutes" >&2
    exit 1
  fi
  sleep 1
done
if ollama show "$1" >/dev/null 2>&1; then
  echo "$1 is there already"
  exit 0
fi
for pause in 2 5 15 30 0; do
  if ollama pull "$1"; then
    exit 0
  fi
  echo "pulling $1 failed" >&2
  sleep "$pause"
done
exit 1
`;
