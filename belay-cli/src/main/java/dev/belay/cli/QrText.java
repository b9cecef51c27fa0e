package dev.belay.cli;

import io.nayuki.qrcodegen.DataTooLongException;
import io.nayuki.qrcodegen.QrCode;
import java.util.ArrayList;
import java.util.List;

/** A QR code in characters that are half a square each, dark on light as on paper. */
final class QrText {
  /** As wide as the standard wants the margin. */
  private static final int MARGIN = 4;

  private QrText() {}

  /** The lines of the code; none where so many bytes fit into no code. */
  static List<String> of(byte[] text) {
    QrCode code;
    try {
      code = QrCode.encodeBinary(text, QrCode.Ecc.LOW);
    } catch (DataTooLongException e) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    for (int y = -MARGIN; y < code.size + MARGIN; y += 2) {
      StringBuilder line = new StringBuilder();
      for (int x = -MARGIN; x < code.size + MARGIN; x++) {
        // Beyond its edge the code says that all is light.
        boolean upper = code.getModule(x, y);
        boolean lower = code.getModule(x, y + 1);
        line.append(upper && lower ? '█' : upper ? '▀' : lower ? '▄' : ' ');
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
