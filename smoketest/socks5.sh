#!/bin/sh
# Three steps through a meek-v1 server whose upstream is a SOCKS5 proxy: choose the method, CONNECT,
# fetch a page. Each step is a POST of its own, as in lantern-box's smoke test.
#
#   FRONT=front.example INNER=inner.example TOKEN=… smoketest/socks5.sh
#   URL=http://127.0.0.1:8080/ TOKEN=… smoketest/socks5.sh
#
# FRONT        name that the URL and TLS show; needed unless URL is given
# PORT         of the front; default 443
# URL          default https://$FRONT:$PORT/
# INNER        value of the Host header; default: the URL's host
# TOKEN        value of X-Meek-Auth; default: no such header
# CACERT       PEM file of the CA to trust; default: the system's
# CONNECT_TO   HOST:PORT to dial instead of the URL's; default: the URL's
# DESTINATION  HOST:PORT of the web server to fetch from, a name or an IPv4 address;
#              default example.com:80
set -eu

fail() {
  echo "FAIL: $*" >&2
  exit 1
}

DESTINATION=${DESTINATION:-example.com:80}
if [ -z "${URL:-}" ]; then
  [ -n "${FRONT:-}" ] || fail "FRONT or URL is needed"
  URL="https://$FRONT:${PORT:-443}/"
fi

MAX_BODY_BYTES=65536
MAX_POLLS=100
POLL_PAUSE_S=0.1
REQUEST_TIMEOUT_S=30

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
uplink=$scratch/uplink
downlink=$scratch/downlink
answer=$scratch/answer
session_id=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
sequence=0
ended=no

# Sends the uplink file, appends the answer to the downlink file.
exchange() {
  set -- --silent --show-error --max-time "$REQUEST_TIMEOUT_S" --noproxy '*' \
    --output "$answer" --write-out '%{http_code}' \
    --header 'Content-Type: application/octet-stream' \
    --header "X-Session-Id: $session_id" \
    --header "X-Meek-Seq: $sequence" \
    --header "X-Meek-Max-Body: $MAX_BODY_BYTES" \
    --data-binary "@$uplink"
  if [ -n "${TOKEN:-}" ]; then set -- "$@" --header "X-Meek-Auth: $TOKEN"; fi
  if [ -n "${INNER:-}" ]; then set -- "$@" --header "Host: $INNER"; fi
  if [ -n "${CACERT:-}" ]; then set -- "$@" --cacert "$CACERT"; fi
  if [ -n "${CONNECT_TO:-}" ]; then set -- "$@" --connect-to "::$CONNECT_TO"; fi
  : >"$answer"
  status=$(curl "$@" "$URL") || fail "POST $sequence: no answer from $URL"
  case $status in
    200) cat "$answer" >>"$downlink" ;;
    410) ended=yes ;;
    *) fail "POST $sequence: HTTP $status: $(head -c 200 "$answer" | tr -cd '[:print:]')" ;;
  esac
  sequence=$((sequence + 1))
}

# Sends what is on stdin and polls until the check in $1 holds for the downlink file.
converse() {
  is_complete=$1
  cat >"$uplink"
  : >"$downlink"
  exchange
  : >"$uplink"
  polls=0
  until "$is_complete"; do
    [ "$ended" = no ] || fail "the server ended the session after $(size) bytes: $(hex 32)"
    [ "$polls" -lt "$MAX_POLLS" ] || fail "no complete answer after $polls polls: $(hex 32)"
    polls=$((polls + 1))
    sleep "$POLL_PAUSE_S"
    exchange
  done
}

size() {
  wc -c <"$downlink" | tr -d ' '
}

# The first $1 bytes of the downlink in hex.
hex() {
  od -An -v -tx1 -N"$1" "$downlink" | tr -d ' \n'
}

# The byte $1 (from 0) of the downlink in decimal.
byte() {
  od -An -v -tu1 -j"$1" -N1 "$downlink" | tr -d ' \n'
}

# Writes the numbers given as bytes.
bytes() {
  for number in "$@"; do
    # shellcheck disable=SC2059 # The format is the byte, as an octal escape.
    printf "\\$(printf '%03o' "$number")"
  done
}

has_method() {
  [ "$(size)" -ge 2 ]
}

# VER REP RSV ATYP, then an address of that type and a port (RFC 1928, 6).
has_reply() {
  [ "$(size)" -ge 5 ] || return 1
  case $(byte 3) in
    1) [ "$(size)" -ge 10 ] ;;
    3) [ "$(size)" -ge $((7 + $(byte 4))) ] ;;
    4) [ "$(size)" -ge 22 ] ;;
    *) return 0 ;;
  esac
}

# As much as the page's headers announce, or everything up to the end.
has_page() {
  header_lines=$(tr -d '\r' <"$downlink" | sed -n '/^$/{=;q;}')
  [ -n "$header_lines" ] || return 1
  headers=$(head -n "$header_lines" "$downlink" | tr -d '\r')
  length=$(printf '%s\n' "$headers" | sed -n 's/^[Cc]ontent-[Ll]ength: *//p')
  if [ -z "$length" ]; then
    [ "$ended" = yes ]
  else
    header_bytes=$(head -n "$header_lines" "$downlink" | wc -c)
    [ "$(size)" -ge $((header_bytes + length)) ]
  fi
}

connect_request() {
  bytes 5 1 0
  case $host in
    *[!0-9.]*)
      bytes 3 "${#host}"
      printf '%s' "$host"
      ;;
    *)
      bytes 1
      # shellcheck disable=SC2046 # Four words: the address's bytes.
      bytes $(printf '%s' "$host" | tr . ' ')
      ;;
  esac
  bytes $((port / 256)) $((port % 256))
}

host=${DESTINATION%:*}
port=${DESTINATION##*:}
case $host in *:*) fail "DESTINATION: an IPv6 address is not supported" ;; esac
echo "Session $session_id through $URL${INNER:+ to $INNER}"

bytes 5 1 0 >"$scratch/method"
converse has_method <"$scratch/method"
[ "$(hex 2)" = 0500 ] || fail "1. method: expected 0500, got $(hex 8)"
echo "1. method: no authentication"

connect_request >"$scratch/connect"
converse has_reply <"$scratch/connect"
case $(hex 3) in
  050000) echo "2. CONNECT $host:$port: succeeded" ;;
  *) fail "2. CONNECT $host:$port: expected 050000, got $(hex 8)" ;;
esac

printf 'GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$DESTINATION" >"$scratch/get"
converse has_page <"$scratch/get"
status_line=$(head -n 1 "$downlink" | tr -d '\r')
case $status_line in
  'HTTP/1.'[01]' 200'*) echo "3. GET http://$DESTINATION/: $status_line, $(size) bytes" ;;
  *) fail "3. GET http://$DESTINATION/: $(printf '%s' "$status_line" | tr -cd '[:print:]')" ;;
esac
echo "PASS: $sequence exchanges"
