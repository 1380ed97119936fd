// Command polling compares rules for when to poll a feed, at equal numbers of
// requests: it replays when the entries of many feeds were published, and says
// how late each rule found them and how many it never saw.
//
//	go run ./bench/polling                     made-up feeds, 200 of each of three seeds
//	go run ./bench/polling --seeds 4,5 --feeds 500
//	go run ./bench/polling --trace FILE        times of publication, gzipped JSON
//
// A feed's document shows its 20 newest entries; what scrolls away between two
// polls is lost. The first 14 days are for learning and don't count. Each rule
// has one dial, which is turned until the requests are as many as asked for.
//
// It is no benchmark of the fetcher: no request is made, and no clock is looked at.
package main
