// Package arabic folds, cleans, compares and reads what people write: names
// in Arabic, Latin and Turkish spelling, digits of three kinds, dates and
// times of day as they are typed.
//
// Three forms of a name, from fine to coarse:
//
//   - [Clean] is what is stored and shown: the text as written, without what
//     cannot be seen.
//   - [Key] is what is sorted by and compared for sameness. Byte order of keys
//     (collation C) is the order in which people look for Arabic names: alef
//     in all its forms together, the article ignored, word by word.
//   - [Skeleton] is what finds خالد, Khaled, Khalid and Halid together: the
//     consonants that the three spellings have in common.
//
// # Searching by SQL
//
// Keep one table of tokens beside the names, in byte order (collation C):
//
//	token(text TEXT, id …, PRIMARY KEY (text, id))   -- a row for each of SearchTokens(names…)
//
// A name is found by a query if, for each word of the query, one of its stored
// tokens matches one of that word's [Token]s: begins with Text if Prefix is
// set, equals it otherwise. [Token.Range] turns both into the same condition,
// so that one statement serves every query:
//
//	WITH q(word, lo, hi) AS (VALUES (CAST($1 AS BIGINT), $2, $3), …)
//	SELECT t.id FROM q CROSS JOIN token t WHERE t.text >= q.lo AND t.text < q.hi
//	GROUP BY t.id HAVING count(DISTINCT q.word) = $n
//
// (CROSS JOIN keeps SQLite from scanning the tokens first; $n is the Word of
// the last token plus one.)
//
// Three kinds of token share the table and cannot be taken for each other,
// because a folded word holds letters and digits only: folded words carry no
// marker, skeletons begin with '~', the common words of organisations' names
// (association, جمعية, dernek: one meaning, one token) begin with '='.
// What is promised: any beginning of any word of a stored name finds it, with
// or without the article, in whatever hamza, diacritics or case it is typed;
// and a whole word finds the other scripts' spellings of it. A query of one
// letter matches a large part of any roll: page through the names in key order
// instead.
package arabic
