package document

import "time"

// month is the month of a name or abbreviation in lower case; 0 if it is none.
// Of the languages of Europe, those are here that feeds were seen in.
func month(word string) time.Month {
	switch word {
	case "jan", "january", "januar", "jänner", "jän", "janvier", "janv", "jänn", "enero", "ene", "gennaio", "gen", "janeiro", "januari",
		"январь", "января", "янв", "січень", "січня", "січ", "styczeń", "stycznia", "sty", "leden", "ledna", "led", "január", "ocak", "oca",
		"januarie", "ianuarie", "ian", "tammikuu", "tammikuuta", "jaanuar", "ιανουαρίου", "ιαν", "ιανουάριος", "siječnja", "януари", "яну":
		return time.January
	case "feb", "february", "februar", "février", "fevrier", "févr", "fév", "fevr", "febrero", "febbraio", "fevereiro", "fev", "februari",
		"февраль", "февраля", "фев", "февр", "лютий", "лютого", "лют", "luty", "lutego", "lut", "únor", "února", "úno", "február", "febr", "şubat", "şub",
		"februarie", "helmikuu", "helmikuuta", "veebruar", "φεβρουαρίου", "φεβ", "φεβρουάριος", "февруари":
		return time.February
	case "mar", "march", "märz", "mär", "mrz", "maerz", "mars", "marzo", "março", "marco", "maart", "mrt",
		"март", "марта", "мар", "березень", "березня", "бер", "marzec", "marca", "březen", "března", "bře", "március", "márc", "mart", "marts",
		"martie", "maaliskuu", "maaliskuuta", "märts", "μαρτίου", "μαρ", "μάρ", "μάρτιος":
		return time.March
	case "apr", "april", "avril", "avr", "abril", "abr", "aprile",
		"апрель", "апреля", "апр", "квітень", "квітня", "кві", "квіт", "kwiecień", "kwietnia", "kwi", "duben", "dubna", "dub", "április", "ápr", "nisan", "nis",
		"aprilie", "huhtikuu", "huhtikuuta", "aprill", "απριλίου", "απρ", "απρίλιος", "април":
		return time.April
	case "may", "mai", "mayo", "maggio", "mag", "maio", "mei",
		"май", "мая", "травень", "травня", "тра", "трав", "maj", "maja", "květen", "května", "kvě", "május", "máj", "mayıs",
		"toukokuu", "toukokuuta", "μαΐου", "μαϊ", "μάϊ", "μαι", "μάι", "μάιος", "маи":
		return time.May
	case "jun", "june", "juni", "juin", "junio", "giugno", "giu", "junho",
		"июнь", "июня", "июн", "червень", "червня", "чер", "черв", "czerwiec", "czerwca", "cze", "červen", "června", "čer", "június", "jún", "haziran", "haz",
		"iunie", "iun", "kesäkuu", "kesäkuuta", "juuni", "ιουνίου", "ιουν", "ιούν", "ιούνιος", "юни":
		return time.June
	case "jul", "july", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho",
		"июль", "июля", "июл", "липень", "липня", "лип", "lipiec", "lipca", "lip", "červenec", "července", "čvc", "július", "júl", "temmuz", "tem",
		"iulie", "iul", "heinäkuu", "heinäkuuta", "juuli", "ιουλίου", "ιουλ", "ιούλ", "ιούλιος", "юли":
		return time.July
	case "aug", "august", "août", "aout", "agosto", "ago", "augustus", "augusti",
		"август", "августа", "авг", "серпень", "серпня", "сер", "серп", "sierpień", "sierpnia", "sie", "srpen", "srpna", "srp", "augusztus", "ağustos", "ağu",
		"elokuu", "elokuuta", "αυγούστου", "αυγ", "αύγ", "αύγουστος":
		return time.August
	case "sep", "sept", "september", "septembre", "septiembre", "setiembre", "settembre", "set", "setembro",
		"сентябрь", "сентября", "сен", "сент", "вересень", "вересня", "вер", "wrzesień", "września", "wrz", "září", "zář", "szeptember", "szept", "eylül", "eyl",
		"septembrie", "syyskuu", "syyskuuta", "σεπτεμβρίου", "σεπ", "σεπτ", "σεπτέμβριος", "септември", "сеп":
		return time.September
	case "oct", "october", "oktober", "okt", "octobre", "octubre", "ottobre", "ott", "outubro", "out",
		"октябрь", "октября", "окт", "жовтень", "жовтня", "жов", "жовт", "październik", "października", "paź", "říjen", "října", "říj", "október", "ekim", "eki",
		"octombrie", "lokakuu", "lokakuuta", "oktoober", "οκτωβρίου", "οκτ", "οκτώβριος", "октомври":
		return time.October
	case "nov", "november", "novembre", "noviembre", "novembro",
		"ноябрь", "ноября", "ноя", "нояб", "листопад", "листопада", "лис", "лист", "listopad", "listopada", "lis", "listopadu", "kasım", "kas",
		"noiembrie", "noi", "marraskuu", "marraskuuta", "νοεμβρίου", "νοε", "νοέ", "νοέμβριος", "ноември", "ное":
		return time.November
	case "dec", "december", "dezember", "dez", "décembre", "déc", "diciembre", "dic", "dicembre", "dezembro", "desember", "des",
		"декабрь", "декабря", "дек", "грудень", "грудня", "гру", "груд", "grudzień", "grudnia", "gru", "prosinec", "prosince", "pro", "aralık", "ara",
		"decembrie", "joulukuu", "joulukuuta", "detsember", "δεκεμβρίου", "δεκ", "δεκέμβριος", "декември":
		return time.December
	}
	return 0
}
