// Command polls measures the fetcher on many feeds that have nothing new: a
// steady number of polls a second, each answered with a 304.
//
//	this process:  the sites, one for each loopback address
//	wire:          the NATS server and one fetcher
//	or, --apart:   nats, and fetcher, so that each one's memory is seen alone
//
// All feeds and their schedules are written first, as if they had been polled
// for months; the wire is started on them, and measured once the polls are
// steady. What is written also covers the lanes of the hosts (--host-interval),
// the catalogue, and polls.<feed>, as in production.
//
// It is no test of manners: the interval is far below what a site would like.
package main
