// Package spec reads a package of YAML: what it says, and where each word of it stands.
//
// Load reads every *.yaml of one or several folders into one Package of typed values. It checks form only
// (is this YAML, is the key known, is a word where a word is needed) and leaves meaning to compile.
// The same Go types, by their yaml and doc tags, are the source of the JSON Schema: see Schema.
//
// # Demo data
//
// Files of data/ hold records in two forms, which any file may hold. Records written out, by entity, in the
// order of the file; "as" names a record for those that follow, and values are literals or formulas after "=":
//
//	data:
//	  club:
//	    - {as: center, name: Center, city: Bishkek}
//	  person:
//	    - {as: ann, first_name: Ann, club: =center, owner: =anna}   # anna: a user of tests/users.yaml
//
// And records drawn, block by block, the same on every machine (seed chooses another draw):
//
//	generate:
//	  - repeat: 400              # how often the block is done; "n" counts from 1
//	    seed: 7
//	    let:                     # drawn once for each turn, in order; names for the formulas below
//	      days_ago: {between: [1, 365]}
//	      first: {pick: [Anna, Elena, Ivan]}
//	      plan: {pick: [=gold, =silver]}
//	    do:                      # steps, as in a test
//	      - create: person
//	        as: p                # known until the end of the turn
//	        at: =now() - days(days_ago)          # when this and the following steps are done
//	        set: {first_name: =first, phone: "+996555{{ 100000 + n }}", vip: {chance: 5}}
//	      - chance: 60           # percent: this step is done in six turns of ten
//	        create: membership
//	        set: {person: =p, plan: =plan, starts_on: =today() - days(days_ago), price: {between: [100, 900], step: 50}}
//
// A value that is drawn, in let or in set, is a map with one of the keys pick (one of a list), between (two numbers,
// with step for the grain; or two dates), or chance (percent: true or false). Names of let and as may hide names
// outside the block. A step may have when: a condition; a block may hold blocks of its own, whose n is their turn.
// Demo data may also set the fields funnel, stage, owner and created_at.
package spec
