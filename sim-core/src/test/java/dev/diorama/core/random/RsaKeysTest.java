package dev.diorama.core.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class RsaKeysTest {
  @Test
  void primes_areDistinctPrimesThatMakeSoundKeys() {
    List<BigInteger> primes = RsaKeys.primes();
    assertThat(primes).hasSize(64).doesNotHaveDuplicates();
    for (BigInteger prime : primes) {
      assertThat(prime.bitLength()).isEqualTo(1024);
      assertThat(prime.testBit(1022)).isTrue();
      // One round of Fermat: enough to see a damaged line, and quick.
      assertThat(BigInteger.TWO.modPow(prime.subtract(BigInteger.ONE), prime))
          .isEqualTo(BigInteger.ONE);
      assertThat(prime.mod(BigInteger.valueOf(65537))).isNotEqualTo(BigInteger.ONE);
    }
  }

  @Test
  void pair_ofOneSeed_isTheSameAndHas2048Bits() {
    RSAPublicKey one = (RSAPublicKey) RsaKeys.pair(new Seeds(1).stream("a")).getPublic();

    assertThat(one.getModulus().bitLength()).isEqualTo(2048);
    assertThat(RsaKeys.pair(new Seeds(1).stream("a")).getPublic()).isEqualTo(one);
    assertThat(RsaKeys.pair(new Seeds(1).stream("b")).getPublic()).isNotEqualTo(one);
  }
}
