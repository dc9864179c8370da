package io.weir.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The scan behind the budgets sees what it should: otherwise they would be green for nothing. */
class SourceTextTest {
  private static final String JAVA =
      """
      /** A { in a comment. */
      public final class Thing<T> {
        private static final int[] SOME = {1, 2};
        private final Runnable r = () -> { run(); };

        Thing(int a, Map<String, Integer> b, @Nice({"x"}) String c) {
          String s = "}";
        }

        @Override
        public void run()
            throws IOException {
          if (true) {
            go('{');
          }
        }

        record Pair(int a, int b) {
          Pair {
            check(a);
          }
        }
      }
      """;

  @Test
  void findsMethodsConstructorsAndTheirLength() {
    assertThat(SourceText.blocks(JAVA))
        .filteredOn(b -> b.kind() == SourceText.Kind.METHOD)
        .extracting(b -> b.owner() + " " + b.line() + "+" + b.lines() + " " + b.inRecord())
        .containsExactly("Thing 6+3 false", "Thing 10+7 false", "Pair 19+3 true");
  }

  @Test
  void countsParametersOutsideOfTypeArguments() {
    assertThat(SourceText.parameters("Thing(int a, Map<String, Integer> b, @N(x) String c)"))
        .isEqualTo(3);
    assertThat(SourceText.parameters("Thing()")).isZero();
    assertThat(SourceText.parameters("Thing(int a)")).isEqualTo(1);
  }

  @Test
  void findsFunctionsOfC() {
    String c =
        """
        struct { int x; } map SEC(".maps");
        static const int table[] = { 1, 2 };
        SEC("cgroup/connect4")
        int connect4(struct bpf_sock_addr *ctx)
        {
          return 1;
        }
        """;
    assertThat(SourceText.blocks(c))
        .filteredOn(b -> b.kind() == SourceText.Kind.METHOD && b.header().contains("("))
        .extracting(b -> b.line() + "+" + b.lines())
        .containsExactly("3+5");
  }
}
