package io.weir.policy.oracle;

import io.weir.values.ObjectName;
import io.weir.values.Protocol;
import java.util.List;

/**
 * Who may open a connection to whom, written by hand: all may, but for the statements, of which the
 * last that matches holds.
 *
 * <pre>
 *  deny  * > x/*
 *  allow y/b, z/b > x/a on 81/TCP, 80
 * </pre>
 */
public record Reach(List<String> statements) {
  public Reach {
    statements = List.copyOf(statements);
    statements.forEach(Reach::check);
  }

  /** One statement a line. */
  public static Reach of(String text) {
    return new Reach(text.lines().map(String::strip).filter(s -> !s.isEmpty()).toList());
  }

  private static void check(String statement) {
    if (!statement.matches("(deny|allow) +[^>]+ > [^>]+")) {
      throw new IllegalArgumentException("statement=" + statement + ": not deny|allow A > B");
    }
  }

  /** A pod always reaches itself. */
  public boolean allows(ObjectName from, ObjectName to, Protocol protocol, int port) {
    boolean allowed = true;
    for (String statement : statements) {
      String[] ends = statement.substring(statement.indexOf(' ')).split(" > ");
      String[] target = ends[1].split(" on ");
      boolean matches =
          anyOf(ends[0], from.toString())
              && anyOf(target[0], to.toString())
              && (target.length == 1
                  || anyOf(target[1], port + "/" + protocol)
                  || anyOf(target[1], "" + port));
      allowed = matches ? statement.startsWith("allow") : allowed;
    }
    return allowed || from.equals(to);
  }

  private static boolean anyOf(String patterns, String text) {
    for (String pattern : patterns.split(",")) {
      if (text.matches(pattern.strip().replace("*", ".*"))) {
        return true;
      }
    }
    return false;
  }
}
