#pragma once
// Canonical text of predicates and orders: two have the same one exactly if they are equal. What
// answers are remembered under, and what tests compare. Cost linear in the tree.
//
//   (and (>= #1 number:'2020') (not (is-null #0)))   #1: the column at position 1
//   (= (label #3) text:'Oral')                     texts in quotes, doubled inside
//   #1 desc, random(7)                             an order

#include <string>

#include "ask/predicate.h"

namespace vitrine::ask {

std::string canonical_text(const Predicate& predicate);
std::string canonical_text(const Order& order);

}  // namespace vitrine::ask
