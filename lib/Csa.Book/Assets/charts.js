// Draws the page's Plotly charts in the page's colours and width, and again when the reader changes between light and dark.
(() => {
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const pointer = matchMedia("(hover: hover) and (min-width: 40rem)");

  function styled(layout) {
    const clear = "rgba(0,0,0,0)", ink = colour("--ink"), rule = colour("--rule");
    const axis = { gridcolor: rule, zerolinecolor: rule, linecolor: rule, automargin: true };
    const template = layout.template ?? {}, base = template.layout ?? {};
    return {
      margin: { l: 50, r: 20, t: 50, b: 45 },
      height: 420,
      ...layout,
      width: undefined,
      autosize: true,
      template: {
        ...template,
        layout: {
          ...base, paper_bgcolor: clear, plot_bgcolor: clear, font: { ...base.font, color: ink },
          xaxis: { ...base.xaxis, ...axis }, yaxis: { ...base.yaxis, ...axis },
        },
      },
    };
  }

  function draw() {
    for (const place of document.querySelectorAll(".chart")) {
      const { data, layout = {}, config = {} } = JSON.parse(place.nextElementSibling.textContent);
      const drawn = styled(layout);
      // The place has the chart's height, so that a change of the page's width cannot clip a slider below the axes.
      place.style.height = `${drawn.height}px`;
      // Where nothing hovers the buttons would always lie on the title.
      Plotly.react(place, data, drawn, { ...config, responsive: true, displaylogo: false, displayModeBar: pointer.matches ? "hover" : false });
    }
  }

  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
