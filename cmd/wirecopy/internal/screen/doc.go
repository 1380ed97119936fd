// Package screen shows a running wire on a terminal: what it does, how fast, and
// the newest headlines. It only looks on: the figures are those of /metrics, the
// headlines come as to any subscriber, and without a terminal it isn't there.
package screen
