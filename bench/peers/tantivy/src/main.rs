//! Tantivy behind the protocol of bench/peers/word_driver.h: one field of title and abstract,
//! `en_stem`, frequencies without positions, one segment, BM25 with its fixed k1 1.2 and b 0.75.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TokenStream;
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};

type Failure = Box<dyn Error>;

fn build(documents: &str, folder: &str) -> Result<(), Failure> {
    fs::create_dir_all(folder)?;
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqs);
    let mut schema = Schema::builder();
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
    let row_field = schema.add_u64_field("row", FAST);
    let index = Index::create_in_dir(folder, schema.build())?;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 1_000_000_000)?;
    for (row, line) in BufReader::new(fs::File::open(documents)?).lines().enumerate() {
        let mut document = TantivyDocument::default();
        document.add_text(text, line?.replace('\t', " "));
        document.add_u64(row_field, row as u64);
        writer.add_document(document)?;
    }
    writer.commit()?;
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    Ok(())
}

struct Engine {
    index: Index,
    searcher: Searcher,
    text: Field,
}

struct Answer {
    total: usize,
    rows: Vec<u64>,
}

impl Engine {
    fn open(folder: &str) -> Result<Engine, Failure> {
        let index = Index::open_in_dir(Path::new(folder))?;
        let text = index.schema().get_field("text")?;
        let searcher = index.reader()?.searcher();
        Ok(Engine { index, searcher, text })
    }

    fn any_term(&self, line: &str) -> Result<BooleanQuery, Failure> {
        let mut analyzer = self.index.tokenizer_for_field(self.text)?;
        let mut words = BTreeSet::new();
        analyzer.token_stream(line).process(&mut |token| {
            words.insert(token.text.clone());
        });
        let clauses = words.iter().map(|word| {
            let term = Term::from_field_text(self.text, word);
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Box<dyn Query>
        });
        Ok(BooleanQuery::union(clauses.collect()))
    }

    fn search(&self, line: &str, exact_total: bool) -> Result<Answer, Failure> {
        let query = self.any_term(line)?;
        let top = TopDocs::with_limit(10).order_by_score();
        let (total, found) = if exact_total {
            self.searcher.search(&query, &(Count, top))?
        } else {
            (0, self.searcher.search(&query, &top)?)
        };
        let mut rows = Vec::with_capacity(found.len());
        for (_, address) in found {
            let segment = self.searcher.segment_reader(address.segment_ord);
            let column = segment.fast_fields().u64("row")?;
            rows.extend(column.first(address.doc_id));
        }
        Ok(Answer { total, rows })
    }
}

fn thread_nanoseconds() -> i64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut now) };
    now.tv_sec * 1_000_000_000 + now.tv_nsec
}

fn serve(folder: &str) -> Result<(), Failure> {
    let engine = Engine::open(folder)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for command in io::stdin().lock().lines() {
        let command = command?;
        let words: Vec<&str> = command.splitn(3, ' ').collect();
        let exact_total = words[1] == "count";
        for query in fs::read_to_string(words[2])?.lines() {
            let start = thread_nanoseconds();
            let answer = engine.search(query, exact_total)?;
            let taken = thread_nanoseconds() - start;
            if words[0] == "time" {
                writeln!(out, "{taken}")?;
            } else {
                let rows: Vec<String> = answer.rows.iter().map(u64::to_string).collect();
                writeln!(out, "{} {}", answer.total, rows.join(" "))?;
            }
        }
        writeln!(out, ".")?;
        out.flush()?;
    }
    Ok(())
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[1..] {
        ["build", documents, folder] => build(documents, folder),
        ["serve", folder] => serve(folder),
        _ => Err("usage: tantivy_words build DOCUMENTS INDEX | serve INDEX".into()),
    }
}
