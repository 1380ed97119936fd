package document

import (
	"slices"
	"strconv"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"
)

// longest bounds what a document can ask for; nothing that is meant lasts longer.
const longest = 366 * 24 * time.Hour

// minutes reads the value of ttl (RSS 2.0); 0 if it is none.
func minutes(s string) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 {
		return 0
	}
	return min(time.Duration(min(n, int(longest/time.Minute)))*time.Minute, longest)
}

// skipHours reads hours of the day, GMT. Some count from 1 to 24, so that 24 is
// midnight.
func skipHours(list []string) []int {
	var hours []int
	for _, s := range list {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 0 || n > 24 || slices.Contains(hours, n%24) {
			continue
		}
		hours = append(hours, n%24)
	}
	return hours
}

// skipDays reads days of the week by their English names.
func skipDays(list []string) []time.Weekday {
	var days []time.Weekday
	for _, s := range list {
		for day := time.Sunday; day <= time.Saturday; day++ {
			if strings.EqualFold(strings.TrimSpace(s), day.String()) && !slices.Contains(days, day) {
				days = append(days, day)
			}
		}
	}
	return days
}

// updatePeriod reads the module Syndication of RSS 1.0: so many updates in a
// period, daily and one if only the other is given; 0 if neither is.
func updatePeriod(extensions ext.Extensions) time.Duration {
	period, frequency := extension(extensions, "sy", "updatePeriod"), extension(extensions, "sy", "updateFrequency")
	if period == "" && frequency == "" {
		return 0
	}
	const day = 24 * time.Hour
	length := day
	switch strings.ToLower(period) {
	case "hourly":
		length = time.Hour
	case "weekly":
		length = 7 * day
	case "monthly":
		length = 30 * day
	case "yearly":
		length = 365 * day
	}
	if n, err := strconv.Atoi(frequency); err == nil && n > 0 {
		length /= time.Duration(n)
	}
	return length
}

// extension is the text of the first element of that name, empty if there is none.
func extension(extensions ext.Extensions, prefix, name string) string {
	for _, e := range extensions[prefix][name] {
		if value := strings.TrimSpace(e.Value); value != "" {
			return value
		}
	}
	return ""
}

// dublinCore are the texts of all elements of that name of the Dublin Core.
func dublinCore(extensions ext.Extensions, name string) []string {
	var list []string
	for _, e := range extensions["dc"][name] {
		list = append(list, e.Value)
	}
	return list
}

// rel says whether a link's rel holds the relation (RFC 8288 §3.3).
func rel(value, relation string) bool {
	for word := range strings.FieldsSeq(value) {
		if strings.EqualFold(word, relation) {
			return true
		}
	}
	return false
}
