#!/usr/bin/env bash
# One report from the street to closed, and a second one that nobody takes: it climbs to the city by itself, is tabled at
# a joint meeting, and gets a decision with a deadline.
# Needs a running demonstration city (`make run`) and its password:
#   GRIDWARD_DEMO_PASSWORD=… docs/one-report.sh [http://127.0.0.1:8000]
set -euo pipefail
base="${1:-http://127.0.0.1:8000}/api/v1"
gridward="${GRIDWARD:-$(dirname "$0")/../.venv/bin/gridward}"
password="${GRIDWARD_DEMO_PASSWORD:?the password that make run printed}"

first() { # the first member of that name in the JSON on standard input
  grep -o "\"$1\":\"\{0,1\}[^\",}]*" | head -n 1 | sed "s/\"$1\":\"\{0,1\}//"
}
sign_in() {
  curl -fsS "$base/session" -H 'Content-Type: application/json' \
    -d "{\"username\":\"$1\",\"password\":\"$password\"}" | first access_token
}
report() {
  curl -fsS "$base/incidents" -H "Authorization: Bearer $informant" -H 'Content-Type: application/json' \
    -H "Idempotency-Key: $1" \
    -d '{"category":"06010","description":"三岔口垃圾成堆 / a heap of rubbish","grid":"321084001003","severity":4}'
}
see() { curl -fsS "$base/incidents/$1" -H "Authorization: Bearer $2"; }
move() { # id, who, move, payload: against the version as it is now
  local version
  version="$(see "$1" "$2" | first version)"
  curl -fsS "$base/incidents/$1/$3" -H "Authorization: Bearer $2" -H 'Content-Type: application/json' \
    -H "If-Match: $version" -d "$4" | first state
}

meeting() { # id, move, payload: the city's supervisor, against the meeting's version as it is now
  local version
  version="$(curl -fsS "$base/meetings/$1" -H "Authorization: Bearer $supervisor" | first version)"
  curl -fsS "$base/meetings/$1/$2" -H "Authorization: Bearer $supervisor" -H 'Content-Type: application/json' \
    -H "If-Match: $version" -d "$3" | first state
}

informant="$(sign_in informant-0001)"
dispatcher="$(sign_in dispatcher-321084001)"
handler="$(sign_in handler-321084001003)"
supervisor="$(sign_in supervisor)"

answer="$(report "one-report-$$-1")"
id="$(first id <<<"$answer")"
echo "reported   $(first number <<<"$answer")  $(first state <<<"$answer")"
echo "again      $(report "one-report-$$-1" | first number)  (the same key, the same report)"
echo "accept     $(move "$id" "$dispatcher" accept '{}')"
echo "dispatch   $(move "$id" "$dispatcher" dispatch '{"to":{"grid":"321084001003"}}')"
echo "acknowl.   $(move "$id" "$handler" acknowledge '{}')"
echo "resolve    $(move "$id" "$handler" resolve '{"note":"清理完毕 / cleared"}')"
echo "verify     $(move "$id" "$dispatcher" verify '{"satisfied":true,"note":"看过了 / seen"}')"

late="$(report "one-report-$$-2")"
id="$(first id <<<"$late")"
echo "reported   $(first number <<<"$late")  level $(see "$id" "$dispatcher" | first level)"
"$gridward" advance 30d
seen="$(see "$id" "$supervisor")"
echo "30 days    level $(first level <<<"$seen"), lamp $(first lamp <<<"$seen"), still $(first state <<<"$seen")"
[ "$(first level <<<"$seen")" = 1 ] && echo "the city has it"

number="$(first number <<<"$late")"
joint="$(curl -fsS "$base/meetings?kind=joint&open=true&limit=1" -H "Authorization: Bearer $supervisor")"
council="$(first id <<<"$joint")"
echo "joint      $(first number <<<"$joint")  $(first state <<<"$joint")"
echo "hold       $(meeting "$council" hold '{}')"
decided='"text":"三日内清运 / cleared within three days","owner":{"grid":"321084001003"},"budget":"3wd"'
minutes='"text":"会议纪要 / what was said"'
echo "minute     $(meeting "$council" minute "{$minutes,\"decisions\":[{$decided,\"incident\":\"$number\"}]}")"
curl -fsS "$base/incidents/$id" -H "Authorization: Bearer $supervisor" -H 'Accept-Language: en' |
  grep -o 'Heard at meeting[^"]*' | head -n 1
