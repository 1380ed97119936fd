package document

// zone is the offset, in seconds east of UTC, of a zone's name in lower case.
// Where several zones have a name, it is the one of the feeds that write it: BST
// is British, CST and IST are American and Indian. MSK has been +3 since 2014.
func zone(name string) (seconds int, known bool) {
	minutes, known := westOfUTC(name)
	if !known {
		minutes, known = eastOfUTC(name)
	}
	return minutes * 60, known
}

func westOfUTC(name string) (minutes int, known bool) {
	const hour = 60
	switch name {
	case "est", "et", "cdt", "cot", "pet":
		return -5 * hour, true
	case "edt", "ast", "clt", "vet", "bot":
		return -4 * hour, true
	case "cst", "ct", "mdt":
		return -6 * hour, true
	case "mst", "mt", "pdt":
		return -7 * hour, true
	case "pst", "pt", "akdt":
		return -8 * hour, true
	case "akst":
		return -9 * hour, true
	case "hst":
		return -10 * hour, true
	case "adt", "art", "brt", "clst":
		return -3 * hour, true
	case "nst":
		return -3*hour - 30, true
	case "ndt", "nt":
		return -2*hour - 30, true
	}
	return 0, false
}

func eastOfUTC(name string) (minutes int, known bool) {
	const hour = 60
	switch name {
	case "z", "ut", "utc", "gmt", "wet":
		return 0, true
	case "bst", "west", "cet", "met", "mez", "wat":
		return hour, true
	case "cest", "mest", "mesz", "eet", "cat", "sast":
		return 2 * hour, true
	case "eest", "msk", "мск", "trt", "eat", "idt":
		return 3 * hour, true
	case "irst":
		return 3*hour + 30, true
	case "msd", "samt", "gst", "azt", "amt":
		return 4 * hour, true
	case "pkt", "yekt", "uzt":
		return 5 * hour, true
	case "ist":
		return 5*hour + 30, true
	case "npt":
		return 5*hour + 45, true
	case "bdt", "omst", "almt":
		return 6 * hour, true
	case "wib", "ict", "novt", "krat":
		return 7 * hour, true
	case "hkt", "sgt", "myt", "pht", "awst", "irkt", "wita":
		return 8 * hour, true
	case "jst", "kst", "wit", "yakt":
		return 9 * hour, true
	case "acst":
		return 9*hour + 30, true
	case "aest", "vlat":
		return 10 * hour, true
	case "acdt":
		return 10*hour + 30, true
	case "aedt", "magt":
		return 11 * hour, true
	case "nzst", "pett":
		return 12 * hour, true
	case "nzdt":
		return 13 * hour, true
	}
	return 0, false
}
