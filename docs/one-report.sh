#!/usr/bin/env bash
# One report from the street to closed; and a second one that nobody takes: it climbs to the city by itself, a joint
# meeting hears it and decides, and it stands in the month's bulletin.
# Needs a running demonstration city (`make run`) and its password:
#   GRIDWARD_DEMO_PASSWORD=… docs/one-report.sh [http://127.0.0.1:8000]
set -euo pipefail
base="${1:-http://127.0.0.1:8000}/api/v1"
gridward="${GRIDWARD:-$(dirname "$0")/../.venv/bin/gridward}"
password="${GRIDWARD_DEMO_PASSWORD:?the password that make run printed}"

first() { # the first member of that name in the JSON on standard input
  grep -o "\"$1\":\"\{0,1\}[^\",}]*" | sed -n "1s/\"$1\":\"\{0,1\}//p"
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
get() { curl -fsS "$base/$1" -H "Authorization: Bearer $2" -H 'Accept-Language: en'; }
see() { get "incidents/$1" "$2"; }
move_of() { # incidents or meetings, id, who, move, payload: against the version as it is now; prints the new state
  local version
  version="$(get "$1/$2" "$3" | first version)"
  curl -fsS "$base/$1/$2/$4" -H "Authorization: Bearer $3" -H 'Content-Type: application/json' \
    -H "If-Match: $version" -d "$5" | first state
}
move() { move_of incidents "$@"; }

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
for each in $(get 'meetings?kind=joint&open=true' "$supervisor" | grep -o '"number":"[^"]*"' | cut -d '"' -f 4); do
  if grep -q "\"$number\"" <<<"$(get "meetings/$each" "$supervisor")"; then meeting="$each"; fi
done
echo "tabled     on the agenda of joint meeting ${meeting:?no joint meeting has it on its agenda}"
get "meetings/$meeting/invitation.ics" "$supervisor" | grep -E '^(METHOD|SUMMARY|DTSTART)' | tr -d '\r' | sed 's/^/           /'
echo "hold       $(move_of meetings "$meeting" "$supervisor" hold '{}')"
echo "minute     $(move_of meetings "$meeting" "$supervisor" minute '{"text":"逐件研究了提交的事件 / each case was heard",
  "decisions":[{"text":"五个工作日内清理完毕 / to be cleared within five working days",
  "owner":{"grid":"321084001003"},"budget":"5wd","incident":"'"$number"'"}]}')"
held="$(get "meetings/$meeting" "$supervisor")"
month="$(TZ=Asia/Shanghai date -d "$(first minuted_at <<<"$held")" +%Y-%m)"
echo "decision   due $(first due_at <<<"$held")"
see "$id" "$supervisor" | grep -o '"[^"]*'"$meeting"'[^"]*"' | sed -n '1s/^/why        /p'

"$gridward" advance 40d
grep -q '"late":true' <<<"$(get "meetings/$meeting" "$supervisor")" && echo "40 days    nobody has carried the decision out: it is shown as late"
echo "bulletin   $(get "bulletins/$month" "$supervisor" | first number) of $month"
grep -q "$number" <<<"$(get "bulletins/$month.html" "$supervisor")" && echo "           and $number stands in it"
