// Lucene 10 behind the protocol of bench/peers/word_driver.h: one field of title and abstract,
// frequencies without positions, one segment, query cache off.
//
// FORM: english   EnglishAnalyzer (Porter, 33 stop words dropped), BM25 1.2 / 0.75: what users get
//       snowball  Snowball's English stemmer, nothing dropped, BM25 1.2 / 0.75
//       twin      the same with 0.9 / 0.6: as near to our plain form as Lucene comes

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.MMapDirectory;
import org.tartarus.snowball.ext.EnglishStemmer;

public final class Words {
  private static final String FIELD = "text";
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private static Analyzer analyzer(String form) {
    if (form.equals("english")) return new EnglishAnalyzer();
    return new Analyzer() {
      @Override
      protected TokenStreamComponents createComponents(String field) {
        Tokenizer words = new StandardTokenizer();
        TokenStream lower = new LowerCaseFilter(words);
        return new TokenStreamComponents(words, new SnowballFilter(lower, new EnglishStemmer()));
      }
    };
  }

  private static void build(String documents, String folder, String form) throws IOException {
    IndexWriterConfig config = new IndexWriterConfig(analyzer(form));
    config.setMergePolicy(new LogDocMergePolicy()); // keeps the order of rows
    config.setRAMBufferSizeMB(512);
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    type.setTokenized(true);
    type.freeze();
    try (IndexWriter writer = new IndexWriter(new MMapDirectory(Path.of(folder)), config);
        BufferedReader lines = Files.newBufferedReader(Path.of(documents))) {
      for (String line; (line = lines.readLine()) != null; ) {
        Document document = new Document();
        document.add(new Field(FIELD, line.replace('\t', ' '), type));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
  }

  private final IndexSearcher searcher;
  private final Analyzer analyzer;

  private Words(String folder, String form) throws IOException {
    searcher = new IndexSearcher(DirectoryReader.open(new MMapDirectory(Path.of(folder))));
    searcher.setQueryCache(null);
    boolean twin = form.equals("twin");
    searcher.setSimilarity(new BM25Similarity(twin ? 0.9f : 1.2f, twin ? 0.6f : 0.75f));
    analyzer = analyzer(form);
  }

  private Query anyTerm(String text) throws IOException {
    Set<String> words = new LinkedHashSet<>();
    try (TokenStream tokens = analyzer.tokenStream(FIELD, text)) {
      CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) words.add(word.toString());
      tokens.end();
    }
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (String word : words) {
      query.add(new TermQuery(new Term(FIELD, word)), BooleanClause.Occur.SHOULD);
    }
    return query.build();
  }

  private TopDocs search(String text, boolean exactTotal) throws IOException {
    Query query = anyTerm(text);
    if (!exactTotal) return searcher.search(query, 10);
    return searcher.search(query, new TopScoreDocCollectorManager(10, Integer.MAX_VALUE));
  }

  private void run(String verb, boolean exactTotal, List<String> queries, PrintStream out)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String query : queries) {
      long start = CLOCK.getCurrentThreadCpuTime();
      TopDocs found = search(query, exactTotal);
      long taken = CLOCK.getCurrentThreadCpuTime() - start;
      if (verb.equals("time")) {
        lines.append(taken);
      } else {
        lines.append(found.totalHits.value());
        for (ScoreDoc hit : found.scoreDocs) lines.append(' ').append(hit.doc);
      }
      lines.append('\n');
    }
    out.print(lines.append(".\n"));
    out.flush();
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments[0].equals("build")) {
      build(arguments[1], arguments[2], arguments[3]);
      return;
    }
    Words engine = new Words(arguments[1], arguments[2]);
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String command; (command = in.readLine()) != null; ) {
      String[] words = command.split(" ", 3);
      engine.run(words[0], words[1].equals("count"), Files.readAllLines(Path.of(words[2])), out);
    }
  }
}
