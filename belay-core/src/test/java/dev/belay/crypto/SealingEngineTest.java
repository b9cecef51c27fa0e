package dev.belay.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of Bernstein's "The Poly1305-AES message-authentication code", appendix B. */
class SealingEngineTest {
  @ParameterizedTest
  @CsvSource({
    "f3f6, 851fc40c3467ac0be05cc20404f3f700, ec074c835580741701425b623235add6,"
        + "fb447350c4e868c52ac3275cf9d4327e, f4c633c3044fc145f84f335cb81953de",
    "'', a0f3080000f46400d0c7e9076c834403, 75deaa25c09f208e1dc4ce6b5cad3fbf,"
        + "61ee09218d29b0aaed7e154a2c5509cc, dd3fab2251f11ac759f0887129cc2ee7",
    "663cea190ffb83d89593f3f476b6bc24d7e679107ea26adb8caf6652d0656136,"
        + "48443d0bb0d21109c89a100b5ce2c208, 6acb5f61a7176dd320c5c1eb2edcdc74,"
        + "ae212a55399729595dea458bc621ff0e, 0ee1c16bb73f0f4fd19881753c01cdbe"
  })
  void authenticatesAsThePaperSays(String message, String r, String k, String nonce, String tag) {
    SealingEngine engine = new SealingEngine(new byte[32], hex(k), hex(r));
    byte[] bytes = hex(message);

    assertThat(engine.mac(hex(nonce), bytes, 0, bytes.length)).isEqualTo(hex(tag));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
