package io.weir.values;

/**
 * Something in an object that cannot be used. The rest of the object is used all the same. Texts
 * come from anybody who may write the object: they are cut and control characters become "?", so
 * that a fault is one line of bounded length.
 *
 * @param object kind and name, e.g. {@code Service shop/web}
 * @param field path inside the object, e.g. {@code spec.ports[1].port}
 * @param reason what is wrong and with which value, cut to 120 characters
 */
public record Fault(String object, String field, String reason) {
  /** What exceeds it is left out all the same, but not told. */
  public static final int MOST_PER_OBJECT = 16;

  private static final int LONGEST_OBJECT = 340;
  private static final int LONGEST_TEXT = 120;

  public Fault {
    object = line(object, LONGEST_OBJECT);
    field = line(field, LONGEST_TEXT);
    reason = line(reason, LONGEST_TEXT);
  }

  private static String line(String text, int longest) {
    String cut = text.length() <= longest ? text : text.substring(0, longest - 3) + "...";
    StringBuilder clean = null;
    for (int i = 0; i < cut.length(); i++) {
      if (Character.isISOControl(cut.charAt(i)) || Character.isSurrogate(cut.charAt(i))) {
        clean = clean == null ? new StringBuilder(cut) : clean;
        clean.setCharAt(i, '?');
      }
    }
    return clean == null ? cut : clean.toString();
  }
}
