package dev.diorama.whatif.report;

import java.util.List;

/** The frame of the page: one file, no script, nothing fetched. */
final class Html {
  /**
   * The lines' colours, light and dark, in the order of use; after Okabe and Ito. On narrow screens
   * charts are moved sideways rather than made too small to read.
   */
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--soft:#57606a;--line:#d0d7de;--card:#f6f8fa;
      --s0:#0072b2;--s1:#c24e00;--s2:#007a5a;--s3:#a3457f;--s4:#8a6100;--s5:#2f4b9c;--bad:#b3261e}
      @media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--soft:#9da7b3;--line:#30363d;
      --card:#161b22;--s0:#56b4e9;--s1:#ff9a56;--s2:#3ccf9f;--s3:#e79ac6;--s4:#f0c24b;--s5:#a9b8ff;
      --bad:#ff7b72}}
      *{box-sizing:border-box}
      body{margin:0 auto;max-width:1180px;padding:24px 20px 60px;background:var(--bg);color:var(--fg);
      font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
      h1{font-size:1.6rem;margin:0 0 4px}h2{font-size:1.15rem;margin:40px 0 10px}
      .note,.lead{color:var(--soft);max-width:90ch}
      .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:12px;margin:20px 0}
      .card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px 14px}
      .card b{display:block;font-size:1.25rem;white-space:nowrap;font-variant-numeric:tabular-nums}
      .card span{color:var(--soft);font-size:.85rem}
      .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,520px),1fr));gap:20px}
      figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:14px;
      min-width:0}
      figcaption{font-weight:600;margin-bottom:6px}
      figcaption small{display:block;font-weight:400;color:var(--soft)}
      svg{display:block;width:100%;height:auto}
      @media(max-width:600px){.charts figure{overflow-x:auto}.charts figure>svg{min-width:560px}}
      .legend{list-style:none;display:flex;flex-wrap:wrap;gap:2px 16px;margin:4px 0 6px;padding:0;
      font-size:.85rem}
      .legend li{display:flex;align-items:center;gap:6px}.legend svg{width:30px;height:12px;flex:none}
      .scroll{overflow-x:auto}
      table{border-collapse:collapse;margin:18px 0 4px;font-size:.88rem;font-variant-numeric:tabular-nums}
      caption{text-align:left;font-weight:600;padding-bottom:4px;font-size:.95rem}
      th,td{padding:4px 9px 4px 0;border-bottom:1px solid var(--line);text-align:left;
      vertical-align:top;white-space:nowrap}
      th{color:var(--soft);font-weight:600}.n{text-align:right}
      a{color:var(--s0)}ol{padding-left:24px;overflow-wrap:anywhere}
      svg text{fill:var(--soft);font:12px system-ui,sans-serif}
      svg .axis{stroke:var(--soft);fill:none}svg .grid{stroke:var(--line);fill:none}
      svg .l{fill:none;stroke-width:2.2;stroke-linejoin:round}
      svg .m{stroke:var(--soft);stroke-dasharray:3 4;fill:none}
      svg .bad{fill:var(--bad)}svg .hit{fill:transparent}svg .hit:hover{fill:var(--fg);fill-opacity:.35}
      svg .b0{fill:var(--s0)}svg .b1{fill:var(--s1)}svg .b2{fill:var(--s2)}svg .b3{fill:var(--s3)}
      svg .b4{fill:var(--s4)}svg .b5{fill:var(--s5)}svg .strong{fill:var(--fg)}
      svg .c0{stroke:var(--s0)}svg .c1{stroke:var(--s1);stroke-dasharray:9 4}
      svg .c2{stroke:var(--s2);stroke-dasharray:3 3}svg .c3{stroke:var(--s3);stroke-dasharray:12 3 3 3}
      svg .c4{stroke:var(--s4);stroke-dasharray:6 2 2 2 2 2}svg .c5{stroke:var(--s5);stroke-dasharray:1 4}
      """;

  private Html() {}

  static String page(String title, String lead, List<String> parts) {
    StringBuilder html = new StringBuilder(1 << 16);
    html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
        .append("<title>")
        .append(escape(title))
        .append("</title><style>\n")
        .append(STYLE)
        .append("</style></head><body><main>\n<h1>")
        .append(escape(title))
        .append("</h1><p class=\"lead\">")
        .append(escape(lead))
        .append("</p>\n");
    parts.forEach(part -> html.append(part).append('\n'));
    return html.append("</main></body></html>\n").toString();
  }

  static String section(String title, List<String> parts) {
    return "<section><h2>" + escape(title) + "</h2>" + String.join("\n", parts) + "</section>";
  }

  static String charts(List<String> figures) {
    return "<div class=\"charts\">" + String.join("\n", figures) + "</div>";
  }

  static String card(String figure, String what) {
    return "<div class=\"card\"><b>"
        + escape(figure)
        + "</b><span>"
        + escape(what)
        + "</span></div>";
  }

  static String cards(List<String> cards) {
    return "<div class=\"cards\">" + String.join("", cards) + "</div>";
  }

  static String paragraphs(List<String> texts) {
    StringBuilder html = new StringBuilder();
    texts.forEach(text -> html.append("<p>").append(escape(text)).append("</p>"));
    return html.toString();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
