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
jan january januar janvier enero gennaio januari janeiro styczeń stycznia janv ene gen leden ledna tammikuuta ocak sty января январь янв січня ιανουαρίου janu* janv* ener* genn* янва*
feb february februar février fevrier febrero febbraio februari fevereiro luty lutego févr fév fev února helmikuuta şubat lut февраля февраль фев лютого febr* févr* fevr* февр*
mar march märz maerz mars marzo maart março marca marzec mär mrz března maaliskuuta mart марта март мар березня marz* märz* marc*
apr april avril abril aprile kwietnia kwiecień avr abr kwi dubna huhtikuuta nisan апреля апрель апр квітня apri* avri* abri* апре*
may mai mayo maggio mei maio maj maja mag května toukokuuta mayıs мая май травня magg*
jun june juni juin junio giugno junho czerwca czerwiec giu cze června kesäkuuta haziran июня июнь июн червня juni* giug* czer*
jul july juli juillet julio luglio julho lipca lipiec juil lug lip července heinäkuuta temmuz июля июль июл липня juli* juil* lugl*
aug august août aout agosto augustus sierpnia sierpień ago sie srpna elokuuta ağustos augusti августа август авг серпня augu* agos* авгу*
sep sept september septembre septiembre settembre setembro września wrzesień set wrz září syyskuuta eylül сентября сентябрь сен сент вересня sept* sett* sete* сент*
oct october oktober octobre octubre ottobre outubro października październik okt out ott paź října lokakuuta ekim октября октябрь окт жовтня octo* okto* octu* otto* outu* октя*
nov november novembre noviembre novembro listopada listopad lis marraskuuta kasım ноября ноябрь ноя нояб nove* novi* нояб*
dec december dezember décembre diciembre dicembre dezembro grudnia grudzień dez dic déc gru prosince joulukuuta aralık desember декабря декабрь дек грудня dece* deze* dici* dice* déce* дека*
`
	byName := map[string]time.Month{}
	for i, line := range strings.Split(strings.TrimSpace(table), "\n") {
		for name := range strings.FieldsSeq(line) {
			byName[name] = time.Month(i + 1)
		}
	}
	return byName
}

// zones are the names of zones that mean one offset wherever the press prints them.
func zones() map[string]int {
	const hour = 3600
	return map[string]int{
		"UTC": 0, "GMT": 0, "WET": 0, "BST": hour, "CET": hour, "MEZ": hour, "WEST": hour, "CEST": 2 * hour,
		"MESZ": 2 * hour, "EET": 2 * hour, "EEST": 3 * hour, "MSK": 3 * hour, "JST": 9 * hour, "KST": 9 * hour,
		"EST": -5 * hour, "EDT": -4 * hour, "CDT": -5 * hour, "MDT": -6 * hour, "PST": -8 * hour, "PDT": -7 * hour,
		"AEST": 10 * hour, "AEDT": 11 * hour, "SAST": 2 * hour, "WIB": 7 * hour,
	}
}
