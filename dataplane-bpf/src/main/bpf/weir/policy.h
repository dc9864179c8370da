/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * policy.h: which rule of a set decides on a packet to or from a peer. Rules are bits: those whose
 * peer it is, and those whose port, and of what is in both the lowest bit decides.
 */
#ifndef WEIR_POLICY_H
#define WEIR_POLICY_H

#include "weir/match.h"

/* What look_in_chunk says where no rule of the chunk decides. No drop reason is negative. */
#define UNDECIDED (-1)

/* The verdict of one rule that matches; UNDECIDED where it passes the packet on. */
static __always_inline int decide(const struct question *question, struct judgement *judgement,
				  const struct rule_set *rules, __u32 rule, int word)
{
	__u64 bit = 1ULL << (rule & 63);
	bool denies = rules->deny.words[word] & bit;

	if (rule < rules->admin_rules) {
		if (!denies && !(rules->accept.words[word] & bit)) {
			judgement->from = rules->admin_rules;
			return UNDECIDED;
		}
	} else if (question->own_node && rules->flags & RULE_SET_ISOLATED) {
		judgement->path = PATH_OWN_NODE;
		return DROP_NONE;
	}
	judgement->rule = rule;
	judgement->counter = rules->counters ? rules->counters + 1 + rule : 0;
	return denies ? DROP_DENY_RULE : DROP_NONE;
}

/* A function of its own, verified once. Returns UNDECIDED or an enum drop_reason. */
__noinline int look_in_chunk(const struct question *question, struct judgement *judgement,
			     __u32 chunk)
{
	struct rule_bits bits;

	if (!question || !judgement)
		return DROP_RULES_MISSING;
	struct rule_set_key key = {.set = question->set, .chunk = chunk};
	const struct rule_set *rules = bpf_map_lookup_elem(&rule_sets, &key);

	if (!rules)
		return DROP_RULES_MISSING;
	match(question, judgement, rules, chunk, &bits);
	for (int i = 0; i < RULE_WORDS; i++) {
		__u32 first = 64 * (RULE_WORDS * chunk + i);

		/* Twice: the first may pass the packet on to the rules after the Admin tier's. */
		for (int attempt = 0; attempt < 2; attempt++) {
			__u32 skip = judgement->from > first ? judgement->from - first : 0;
			__u64 left = skip > 63 ? 0 : bits.words[i] >> skip << skip;

			if (!left)
				break;
			int verdict =
				decide(question, judgement, rules, first + lowest_bit(left), i);

			if (verdict != UNDECIDED)
				return verdict;
		}
	}
	return UNDECIDED;
}

/* Which chunks can decide, a bit for each; 0 where the summary is missing too. */
static __always_inline __u64 candidates(const struct question *question,
					const struct judgement *judgement,
					const struct rule_set *rules, bool *missing)
{
	struct rule_set_key key = {.set = question->set, .chunk = CHUNK_SUMMARY};
	struct rule_bits bits;

	*missing = false;
	if (!(rules->flags & RULE_SET_SUMMARY))
		return 1;
	rules = bpf_map_lookup_elem(&rule_sets, &key);
	*missing = !rules;
	if (!rules)
		return 0;
	match(question, judgement, rules, CHUNK_SUMMARY, &bits);
	return bits.words[0];
}

/* Judges a new flow. A function of its own, verified once; returns an enum drop_reason. */
__noinline int judge(const struct question *question, struct judgement *judgement)
{
	bool missing = false;

	if (!question || !judgement)
		return DROP_RULES_MISSING;
	struct rule_set_key key = {.set = question->set};

	judgement->set = question->set;
	judgement->path = PATH_NEW_FLOW;
	judgement->rule = RULE_DEFAULT;
	judgement->counter = 0;
	judgement->from = 0;
	if (question->set == SET_NONE)
		return DROP_NONE;
	if (question->set == SET_CLOSED) {
		judgement->path = question->own_node ? PATH_OWN_NODE : PATH_NEW_FLOW;
		return question->own_node ? DROP_NONE : DROP_ENDPOINT_CLOSED;
	}
	const struct rule_set *rules = bpf_map_lookup_elem(&rule_sets, &key);

	if (!rules)
		return DROP_RULES_MISSING;
	find_peer(question, rules->flags, judgement);
	__u64 chunks = candidates(question, judgement, rules, &missing);

	if (missing)
		return DROP_RULES_MISSING;
	for (int i = 0; i < RULE_CHUNKS && chunks; i++) {
		int verdict = look_in_chunk(question, judgement, lowest_bit(chunks));

		if (verdict != UNDECIDED)
			return verdict;
		chunks &= chunks - 1;
	}
	bool isolated = rules->flags & RULE_SET_ISOLATED;

	if (isolated && question->own_node) {
		judgement->path = PATH_OWN_NODE;
		return DROP_NONE;
	}
	judgement->counter = rules->counters;
	return isolated ? DROP_ISOLATED : DROP_NONE;
}

#endif
