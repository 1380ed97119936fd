package date

import (
	"strings"
	"time"
)

// months are the names of the months in the languages of the press, by the
// lower-case word, or by its first four letters and an asterisk, which stands
// for all its forms: декабря, декабрь.
func months() map[string]time.Month {
	const table = `
jan january januar janvier enero gennaio januari janeiro styczeń stycznia janv ene gen leden ledna tammikuuta tammikuu ocak sty január ianuarie siječnja gener janúar январь янв січня січ януари ιανουαρίου ιαν يناير جانفي ינואר בינואר जनवरी জানুয়ারি มกราคม ژانویه janu* janv* ener* genn* янва*
feb february februar février fevrier febrero febbraio februari fevereiro luty lutego févr fév fev února helmikuuta helmikuu şubat lut február februarie veljače febrer febrúar февраля февраль фев лютого лют февруари φεβρουαρίου φεβ فبراير شباط فيفري פברואר בפברואר फरवरी फ़रवरी ফেব্রুয়ারি กุมภาพันธ์ فوریه febr* févr* fevr* февр*
mar march märz maerz mars marzo maart março marca marzec mär mrz března maaliskuuta maaliskuu mart maret március martie ožujka març марта март мар березня бер μαρτίου μαρ مارس آذار מרץ במרץ मार्च মার্চ มีนาคม marz* märz* marc*
apr april avril abril aprile kwietnia kwiecień avr abr kwi dubna huhtikuuta huhtikuu nisan április aprilie travnja apríl апреля апрель апр квітня кві април απριλίου απρ أبريل ابريل نيسان أفريل אפריל באפריל अप्रैल এপ্রিল เมษายน آوریل apri* avri* abri* апре*
may mai mayo maggio mei maio maj maja mag května toukokuuta toukokuu mayıs május svibnja maig maí мая май травня тра μαΐου μαϊου μάι مايو أيار ماي מאי במאי मई মে พฤษภาคม مه magg*
jun june juni juin junio giugno junho czerwca czerwiec giu cze června kesäkuuta kesäkuu haziran június iunie lipnja juny júní июня июнь июн червня чер юни ιουνίου ιουν يونيو يونيه حزيران جوان יוני ביוני जून জুন มิถุนายน ژوئن juni* giug* czer*
jul july juli juillet julio luglio julho lipca lipiec juil lug lip července heinäkuuta heinäkuu temmuz július iulie srpnja juliol júlí июля июль июл липня лип юли ιουλίου ιουλ يوليو يوليه تموز جويلية יולי ביולי जुलाई জুলাই กรกฎาคม ژوئیه juli* juil* lugl*
aug august août aout agosto augustus sierpnia sierpień ago agt sie srpna elokuuta elokuu ağustos augusti agustus augusztus kolovoza agost ágúst августа август авг серпня сер αυγούστου αυγ أغسطس اغسطس آب أوت אוגוסט באוגוסט अगस्त আগস্ট สิงหาคม اوت augu* agos* авгу*
sep sept september septembre septiembre settembre setembro setiembre września wrzesień set wrz září syyskuuta syyskuu eylül szeptember septembrie rujna setembre сентября сентябрь сен сент вересня вер септември σεπτεμβρίου σεπ σεπτ سبتمبر أيلول ספטמבר בספטמבר सितंबर सितम्बर সেপ্টেম্বর กันยายน سپتامبر sept* sett* sete* сент*
oct october oktober octobre octubre ottobre outubro października październik okt out ott paź října lokakuuta lokakuu ekim október octombrie októbr октября октябрь окт жовтня жов октомври οκτωβρίου οκτ أكتوبر اكتوبر אוקטובר באוקטובר अक्टूबर अक्तूबर অক্টোবর ตุลาคม اکتبر octo* okto* octu* otto* outu* октя*
nov november novembre noviembre novembro listopada listopadu listopad lis marraskuuta marraskuu kasım noiembrie studenog studenoga nóvember ноября ноябрь ноя нояб листопада лис ноември νοεμβρίου νοε نوفمبر נובמבר בנובמבר नवंबर नवम्बर নভেম্বর พฤศจิกายน نوامبر nove* novi* нояб*
dec december dezember décembre diciembre dicembre dezembro grudnia grudzień dez des dic déc gru prosince joulukuuta joulukuu aralık desember decembrie desembre декабря декабрь дек грудня гру декември δεκεμβρίου δεκ ديسمبر דצמבר בדצמבר दिसंबर दिसम्बर ডিসেম্বর ธันวาคม دسامبر dece* deze* dici* dice* déce* дека*
`
	byName := map[string]time.Month{}
	for i, line := range strings.Split(strings.TrimSpace(table), "\n") {
		for name := range strings.FieldsSeq(line) {
			byName[name] = time.Month(i + 1)
		}
	}
	return byName
}

// monthOf is the month that a word names, 0 when it names none.
func (r *Reader) monthOf(w string) time.Month {
	if m := r.months[w]; m != 0 {
		return m
	}
	n := 0
	for i := range w {
		if n == 4 {
			return r.months[w[:i]+"*"]
		}
		n++
	}
	if n == 4 {
		return r.months[w+"*"]
	}
	return 0
}

// zones are the names of zones that mean one offset wherever the press prints them.
func zones() map[string]int {
	const hour = 3600
	return map[string]int{
		"Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": hour, "CET": hour, "MEZ": hour, "WEST": hour, "CEST": 2 * hour,
		"MESZ": 2 * hour, "EET": 2 * hour, "EEST": 3 * hour, "MSK": 3 * hour, "JST": 9 * hour, "KST": 9 * hour,
		"EST": -5 * hour, "EDT": -4 * hour, "CDT": -5 * hour, "MDT": -6 * hour, "PST": -8 * hour, "PDT": -7 * hour,
		"AEST": 10 * hour, "AEDT": 11 * hour, "SAST": 2 * hour, "WIB": 7 * hour, "HKT": 8 * hour, "МСК": 3 * hour,
	}
}
