package cdshooks

// ruleMedicine is that of cards that ask for a look at medicines.
const ruleMedicine = "alert.medicine_trigger"

// tellUnread says that draft orders could not be judged: on the cards there
// are, or on one of its own. Silence would say that they are fine.
func (v *view) tellUnread(cards []*card, unread int) []*card {
	if unread == 0 {
		return cards
	}
	key := "cds.order.unread"
	if unread > 1 {
		key = "cds.order.unread_more"
	}
	words := v.say.fill(key, "count", count(unread))
	for _, c := range cards {
		c.unknown = append(c.unknown, words+".")
	}
	if len(cards) > 0 {
		return cards
	}
	return []*card{{
		topic: topicMedicine, rule: ruleMedicine, on: v.request.AsOf, summary: words, facts: []string{"unread", count(unread)},
		found: v.foundRLS(), unknown: []string{v.say.of("cds.order.unread_why")},
		rests: []string{keyPatient, keyConditions}, overrides: []string{overrideChecked, overrideDiscuss, overrideNotForIt},
	}}
}
