package schema

import "strings"

// isTracking says whether a parameter of a query only tells a site where its
// reader came from. The name is percent-normalised. Names that some site could
// use to choose what it shows (id, p, ref, source, from, cid, cmp, share, amp,
// …) are never in here: two records of one page are better than one of two.
func isTracking(name, value string) bool {
	name = strings.ToLower(name)
	for strings.HasPrefix(name, "amp;") { // a feed that was escaped twice
		name = name[len("amp;"):]
	}
	switch name {
	case "ref", "partner", "emc": // The New York Times and its heirs
		return value == "rss"
	}
	return isCampaign(name) || isClickID(name) || isMailing(name) || isOfOneHouse(name)
}

// isCampaign knows the parameters of the web's statistics programs.
func isCampaign(name string) bool {
	for _, prefix := range [...]string{
		"utm_", "itm_", // Google Analytics, and its habit for inner links
		"mtm_", "matomo_", "piwik_", // Matomo, once Piwik
		"hsa_",                                   // HubSpot
		"at_custom", "at_link_", "at_recipient_", // Piano, once AT Internet
		"wt.mc_", // Mapp, once Webtrekk
	} {
		if strings.HasPrefix(name, prefix) && len(name) > len(prefix) {
			return true
		}
	}
	switch name {
	case "_ga", "_gl", "gclsrc", "gad_source", "gad_campaignid", "srsltid", // Google
		"at_medium", "at_campaign", "at_campaign_type", "at_format", "at_ptr_name", // Piano
		"at_creation", "at_variant", "at_network", "at_send_date", "at_bbc_team", "xtor", "xtref",
		"pk_campaign", "pk_kwd", "pk_keyword", "pk_source", "pk_medium", "pk_content", "pk_cid", // Piwik
		"ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee", // comScore
		"wt_mc", "wt_mc_o", "wt_zmc", "cmpid", "_openstat", // Mapp, Adobe, Openstat
		"guccounter", "guce_referrer", "guce_referrer_sig": // Yahoo's consent page
		return true
	}
	return false
}

// isClickID knows the parameters by which advertisers find a click again.
func isClickID(name string) bool {
	switch name {
	case "fbclid", "igsh", "igshid", "fb_action_ids", "fb_action_types", "fb_source", "fb_ref", // Meta
		"gclid", "dclid", "gbraid", "wbraid", // Google
		"msclkid", "yclid", "ysclid", "ymclid", // Microsoft, Yandex
		"twclid", "ttclid", "li_fat_id", "epik", "rdt_cid", // X, TikTok, LinkedIn, Pinterest, Reddit
		"irclickid", "rb_clickid", "wickedid", "zanpid": // affiliates
		return true
	}
	return false
}

// isMailing knows the parameters of newsletters.
func isMailing(name string) bool {
	switch name {
	case "mc_cid", "mc_eid", // Mailchimp
		"_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsctatracking", // HubSpot
		"mkt_tok",                             // Marketo
		"ml_subscriber", "ml_subscriber_hash", // MailerLite
		"oly_enc_id", "oly_anon_id", // Omeda
		"vero_id", "vero_conv", "_bta_tid", "_bta_c", "_kx": // Vero, Bronto, Klaviyo
		return true
	}
	return false
}

// isOfOneHouse knows what single publishers put on their own addresses.
func isOfOneHouse(name string) bool {
	switch name {
	case "traffic_source", // Al Jazeera
		"ref_src", "ref_url", "__twitter_impression", // X's embedded posts
		"onwewe": // Gruner + Jahr
		return true
	}
	return false
}
