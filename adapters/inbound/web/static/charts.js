// Draws the page's own figures with ECharts. The figures stand in a table too: a chart adds nothing
// that could not be read, and where no script runs nothing is missing.
"use strict";

(function () {
  const ROW = 30;
  const drawn = [];

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  // Chinese signs are about twice as wide as others.
  function width(sign) {
    return sign > "\u2e80" ? 1 : 0.55;
  }

  // A name that is too long for its column ends with dots; the table has it whole.
  function short(name) {
    const most = window.innerWidth < 768 ? 9 : 16;
    let wide = 0;
    const kept = Array.from(name).filter((sign) => (wide += width(sign)) <= most);
    return wide <= most ? name : `${kept.slice(0, -1).join("")}…`;
  }

  function series(one, index, last) {
    return {
      name: one.name,
      type: "bar",
      stack: "all",
      barMaxWidth: 16,
      data: one.values,
      itemStyle: { color: colour(`--chart-${(index % 8) + 1}`) },
      label: last ? { show: true, position: "right", color: colour("--tblr-body-color"), formatter: "" } : undefined,
    };
  }

  function totals(figures) {
    return figures.names.map((_, row) => figures.series.reduce((sum, one) => sum + one.values[row], 0));
  }

  function options(figures, described) {
    const total = totals(figures);
    const made = figures.series.map((one, index) => series(one, index, index === figures.series.length - 1));
    if (made.length) made[made.length - 1].label.formatter = (at) => total[at.dataIndex].toLocaleString();
    return {
      animation: false,
      aria: { enabled: true, label: { description: described }, decal: { show: figures.series.length > 1 } },
      backgroundColor: "transparent",
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right: 72, top: 4, bottom: 4, containLabel: true },
      xAxis: {
        type: "value",
        minInterval: 1,
        axisLabel: { color: colour("--quiet"), hideOverlap: true },
        splitLine: { lineStyle: { color: colour("--line") } },
      },
      yAxis: {
        type: "category",
        inverse: true,
        data: figures.names,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: colour("--line-strong") } },
        axisLabel: { color: colour("--tblr-body-color"), formatter: short, interval: 0 },
      },
      series: made,
    };
  }

  function legend(box, figures) {
    const list = document.createElement("ul");
    list.className = "legend";
    figures.series.forEach((one, index) => {
      const line = document.createElement("li");
      line.className = `legend-${(index % 8) + 1}`;
      line.textContent = one.name;
      list.append(line);
    });
    box.before(list);
  }

  function draw(box) {
    const figures = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    if (figures.names.length === 0) {
      box.hidden = true;
      return;
    }
    box.style.height = `${figures.names.length * ROW + 44}px`;
    if (figures.series.length > 1) legend(box, figures);
    const chart = window.echarts.init(box, null, { renderer: "canvas" });
    const show = () => chart.setOption(options(figures, box.getAttribute("aria-label")), true);
    show();
    new ResizeObserver(() => chart.resize()).observe(box);
    drawn.push(show);
  }

  document.querySelectorAll("[data-chart]").forEach(draw);
  const again = () => drawn.forEach((show) => show());
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  window.addEventListener("resize", again);
})();
