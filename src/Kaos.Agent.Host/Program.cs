using Kaos.Agent.Host.Cli;

return await KaosCommandLine.RunAsync(args, Terminal.Of(Console.Out, Console.Error, Console.IsOutputRedirected));
