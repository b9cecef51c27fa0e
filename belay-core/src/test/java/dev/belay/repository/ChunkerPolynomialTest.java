package dev.belay.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class ChunkerPolynomialTest {
  @Test
  void smallIrreduciblePolynomialsAreToldFromProducts() {
    assertThat(ChunkerPolynomial.isIrreducible(0b111)).isTrue(); // x^2 + x + 1
    assertThat(ChunkerPolynomial.isIrreducible(0b1011)).isTrue(); // x^3 + x + 1
    assertThat(ChunkerPolynomial.isIrreducible(0b100011011)).isTrue(); // that of AES
    assertThat(ChunkerPolynomial.isIrreducible(0b101)).isFalse(); // (x + 1)^2
    assertThat(ChunkerPolynomial.isIrreducible(0b10101)).isFalse(); // (x^2 + x + 1)^2
    assertThat(ChunkerPolynomial.isIrreducible(0b1111)).isFalse(); // (x + 1)^3
  }

  @Test
  void whatResticChoseIsIrreducibleAndRandomOnesHaveDegree53() {
    assertThat(ChunkerPolynomial.isIrreducible(0x249f1db83e375dL)).isTrue();
    long polynomial = ChunkerPolynomial.random(new SecureRandom());
    assertThat(Long.numberOfLeadingZeros(polynomial)).isEqualTo(63 - 53);
    assertThat(ChunkerPolynomial.isIrreducible(polynomial)).isTrue();
  }
}
