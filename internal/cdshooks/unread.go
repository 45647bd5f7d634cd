package cdshooks

// ruleMedicine is that of cards that ask for a look at medicines.
const ruleMedicine = "alert.medicine_trigger"

// tellUnread says that draft orders could not be judged: on the cards there
// are, or on one of its own. Silence would say that they are fine. Unclear are
// the words for orders besides, of what they may be.
func (v *view) tellUnread(cards []*card, unread int, unclear []string) []*card {
	all := unread + len(unclear)
	if all == 0 {
		return cards
	}
	key := "cds.order.unread"
	if all > 1 {
		key = "cds.order.unread_more"
	}
	words := v.say.fill(key, "count", count(all))
	for _, c := range cards {
		c.unknown = append(append(c.unknown, words+"."), unclear...)
	}
	if len(cards) > 0 {
		return cards
	}
	c := v.lookCard(words, "unread", count(all))
	c.on, c.rests = v.request.AsOf, []string{keyPatient, keyConditions}
	if unread > 0 {
		c.unknown = []string{v.say.of("cds.order.unread_why")}
	}
	c.unknown = append(c.unknown, unclear...)
	return []*card{c}
}

// lookCard asks for a look at medicines of which nobody can tell what they are.
func (v *view) lookCard(summary string, facts ...string) *card {
	return &card{
		topic: topicMedicine, rule: ruleMedicine, summary: summary, facts: facts, found: v.foundRLS(),
		overrides: []string{overrideChecked, overrideDiscuss, overrideNotForIt},
	}
}
