package io.s3ingest.listing;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A compiled pattern without alternatives. Matching takes time in the product of the two lengths,
 * whatever the pattern, so that no key can make it explode as a backtracking expression would.
 */
final class Wildcard implements Serializable {
  private static final long serialVersionUID = 1L;

  private enum Kind {
    LITERAL,
    ANY,
    ANY_IN_FOLDER,
    ONE_OF,
    /** Any text. */
    STAR,
    /** Any text without a slash. */
    STAR_IN_FOLDER,
    /** Nothing, or any text that ends in a slash. */
    FOLDERS
  }

  private record Token(Kind kind, char literal, CharClass set) implements Serializable {
    boolean takes(char c) {
      return switch (kind) {
        case LITERAL -> c == literal;
        case ANY -> true;
        case ANY_IN_FOLDER -> c != '/';
        case ONE_OF -> set.contains(c);
        case STAR, STAR_IN_FOLDER, FOLDERS -> false;
      };
    }
  }

  private final List<Token> tokens;

  private Wildcard(List<Token> tokens) {
    this.tokens = List.copyOf(tokens);
  }

  /** As {@code fnmatch} has it: {@code *} and {@code ?} cross slashes. */
  static Wildcard acrossFolders(String pattern) {
    return compile(pattern, true);
  }

  /** As Hadoop globs have it: {@code *} and {@code ?} stay in a folder, {@code **} crosses. */
  static Wildcard withinFolders(String pattern) {
    return compile(pattern, false);
  }

  private static Wildcard compile(String pattern, boolean across) {
    List<Token> out = new ArrayList<>();
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        out.add(new Token(Kind.LITERAL, pattern.charAt(i + 1), null));
        i += 2;
      } else if (c == '*') {
        int end = i;
        while (end < pattern.length() && pattern.charAt(end) == '*') {
          end++;
        }
        boolean folderStart = i == 0 || pattern.charAt(i - 1) == '/';
        if (across) {
          out.add(new Token(Kind.STAR, '*', null));
        } else if (end - i == 1) {
          out.add(new Token(Kind.STAR_IN_FOLDER, '*', null));
        } else if (folderStart && end < pattern.length() && pattern.charAt(end) == '/') {
          out.add(new Token(Kind.FOLDERS, '*', null));
          end++;
        } else {
          out.add(new Token(Kind.STAR, '*', null));
        }
        i = end;
      } else if (c == '?') {
        out.add(new Token(across ? Kind.ANY : Kind.ANY_IN_FOLDER, '?', null));
        i++;
      } else if (c == '[' && CharClass.end(pattern, i) > 0) {
        int end = CharClass.end(pattern, i);
        out.add(new Token(Kind.ONE_OF, '[', CharClass.of(pattern.substring(i + 1, end))));
        i = end + 1;
      } else {
        out.add(new Token(Kind.LITERAL, c, null));
        i++;
      }
    }
    return new Wildcard(out);
  }

  /** Returns whether the whole text matches. */
  boolean matches(String text) {
    int states = tokens.size() + 1;
    BitSet now = new BitSet(states);
    enter(now, 0);
    for (int i = 0; i < text.length() && !now.isEmpty(); i++) {
      char c = text.charAt(i);
      BitSet next = new BitSet(states);
      for (int at = now.nextSetBit(0); at >= 0; at = now.nextSetBit(at + 1)) {
        if (at == tokens.size()) {
          continue;
        }
        Token token = tokens.get(at);
        switch (token.kind()) {
          case STAR -> enter(next, at);
          case STAR_IN_FOLDER -> {
            if (c != '/') {
              enter(next, at);
            }
          }
          case FOLDERS -> {
            next.set(at);
            if (c == '/') {
              enter(next, at + 1);
            }
          }
          default -> {
            if (token.takes(c)) {
              enter(next, at + 1);
            }
          }
        }
      }
      now = next;
    }
    return now.get(tokens.size());
  }

  /** Adds a state and those that a token which may be empty leads to. */
  private void enter(BitSet states, int at) {
    int state = at;
    states.set(state);
    while (state < tokens.size()) {
      Kind kind = tokens.get(state).kind();
      if (kind != Kind.STAR && kind != Kind.STAR_IN_FOLDER && kind != Kind.FOLDERS) {
        return;
      }
      state++;
      states.set(state);
    }
  }
}
