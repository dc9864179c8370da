package io.weir.service;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds blocks in Java and C by their braces; comments and literals are blanked first. */
final class SourceText {
  /** What a block is by the words before its brace. */
  enum Kind {
    TYPE,
    METHOD,
    OTHER
  }

  /**
   * A block in braces.
   *
   * @param header the words before the brace, white space folded
   * @param owner the enclosing type's name, "" where none
   * @param lines from the header's first line to the closing brace's, both counted
   */
  record Block(Kind kind, String header, String owner, boolean inRecord, int line, int lines) {}

  private record Open(Kind kind, String header, int line) {}

  private static final Pattern BLANKED =
      Pattern.compile(
          "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])*'|//[^\n]*|/\\*.*?\\*/",
          Pattern.DOTALL);
  private static final Pattern TYPE = Pattern.compile("\\b(class|interface|enum|record)\\s+(\\w+)");

  private SourceText() {}

  /**
   * {@code source} with comments and the inside of literals as spaces; lines stay where they are.
   */
  static String blank(String source) {
    Matcher matcher = BLANKED.matcher(source);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(result, matcher.group().replaceAll("[^\n]", " "));
    }
    return matcher.appendTail(result).toString();
  }

  static List<Block> blocks(String source) {
    String text = blank(source);
    List<Block> blocks = new ArrayList<>();
    Deque<Open> open = new ArrayDeque<>();
    int line = 1;
    int parens = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line += c == '\n' ? 1 : 0;
      parens += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == '{') {
        String header = text.substring(start, i);
        int first = line - (int) header.stripLeading().chars().filter(x -> x == '\n').count();
        open.push(
            new Open(kind(header, open, parens), header.strip().replaceAll("\\s+", " "), first));
      } else if (c == '}' && !open.isEmpty()) {
        Open closed = open.pop();
        blocks.add(block(closed, open, line));
      }
      if (c == '{' || c == '}' || c == ';') {
        start = i + 1;
      }
    }
    return blocks;
  }

  private static Kind kind(String header, Deque<Open> open, int parens) {
    boolean member = open.isEmpty() || open.peek().kind() == Kind.TYPE;
    if (!member || parens > 0) {
      return Kind.OTHER;
    }
    if (TYPE.matcher(header.replaceAll("\\(.*", "")).find()) {
      return Kind.TYPE;
    }
    return header.contains("=") && !header.contains(")") || header.matches("(?s).*=[^)]*$|.*->\\s*")
        ? Kind.OTHER
        : Kind.METHOD;
  }

  private static Block block(Open closed, Deque<Open> open, int line) {
    String enclosing = open.isEmpty() ? "" : open.peek().header();
    Matcher type = TYPE.matcher(enclosing);
    boolean named = type.find();
    return new Block(
        closed.kind(),
        closed.header(),
        named ? type.group(2) : "",
        named && type.group(1).equals("record"),
        closed.line(),
        line - closed.line() + 1);
  }

  /**
   * Parameters of a method or constructor header: commas outside of {@code <>} and inner parens.
   */
  static int parameters(String header) {
    String list = header.replaceAll("@\\w+(\\([^)]*\\))?", "");
    int from = list.indexOf('(');
    int depth = 0;
    int count = list.substring(from + 1).strip().startsWith(")") ? 0 : 1;
    for (char c : list.substring(from).toCharArray()) {
      depth += c == '(' || c == '<' ? 1 : c == ')' || c == '>' ? -1 : 0;
      count += c == ',' && depth == 1 ? 1 : 0;
    }
    return count;
  }
}
