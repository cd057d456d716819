using Kaos.A2A.ConformanceHost;

await ConformanceApp.Create(args).RunAsync();
