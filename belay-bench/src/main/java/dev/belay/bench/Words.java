package dev.belay.bench;

import java.util.SplittableRandom;

/**
 * Text made of a few thousand words, the frequent ones often, as in prose: it compresses about as
 * prose does.
 */
final class Words {
  private static final String[] WORDS = words();

  private Words() {}

  private static String[] words() {
    String[] onsets =
        "b br c ch d dr f g gr h j k l m n p pr qu r s sh sl st t th tr v w".split(" ", -1);
    String[] vowels = "a e i o u ai ea ee ou io".split(" ", -1);
    String[] codas = ",n,r,s,t,l,nd,st,ng,ck,rm,ll,".split(",", -1);
    SplittableRandom random = new SplittableRandom(7);
    String[] words = new String[4000];
    for (int i = 0; i < words.length; i++) {
      StringBuilder word = new StringBuilder();
      // Frequent words are short.
      int syllables = 1 + (i > 60 ? random.nextInt(2) : 0) + (i > 800 ? random.nextInt(2) : 0);
      for (int s = 0; s < syllables; s++) {
        word.append(onsets[random.nextInt(onsets.length)])
            .append(vowels[random.nextInt(vowels.length)])
            .append(codas[random.nextInt(codas.length)]);
      }
      words[i] = word.toString();
    }
    return words;
  }

  static String word(SplittableRandom random) {
    double u = random.nextDouble();
    return WORDS[(int) (WORDS.length * u * u * u)];
  }

  /**
   * Sentences of about {@code length} characters in all, at least half and at most one and a half
   * of it.
   */
  static String prose(SplittableRandom random, int length) {
    int wanted = length / 2 + random.nextInt(length);
    StringBuilder text = new StringBuilder(wanted + 16);
    boolean begins = true;
    while (text.length() < wanted) {
      String word = word(random);
      text.append(begins ? Character.toUpperCase(word.charAt(0)) + word.substring(1) : word);
      int next = random.nextInt(40);
      begins = next < 3;
      text.append(begins ? ". " : next < 5 ? ", " : next == 5 ? "\n" : " ");
    }
    return text.toString();
  }

  static String hex(SplittableRandom random, int digits) {
    StringBuilder text = new StringBuilder(digits);
    while (text.length() < digits) {
      text.append(Character.forDigit(random.nextInt(16), 16));
    }
    return text.toString();
  }
}
