/** Read with the chart, and not before the first paint. */
declare module 'uplot/dist/uPlot.min.css';
