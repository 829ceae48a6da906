#!/bin/sh
# Plays the droplet's agent as far as the small pack needs it: it gives the certificate that journeys would trust.
while read -r line; do
    id=$(echo "$line" | sed 's/.*"id":\([0-9]*\).*/\1/')
    case $line in
    *'"hello"'*) echo "{\"id\":$id,\"agent\":1,\"pid\":$$}" ;;
    *'"read"'*) echo "{\"id\":$id,\"text\":$(cat /etc/ca.json)}" ;;
    *) echo "{\"id\":$id,\"error\":\"this agent can only read\"}" ;;
    esac
done
