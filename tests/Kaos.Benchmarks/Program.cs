using Kaos.Benchmarks;
using Kaos.Benchmarks.A2A;
using Kaos.Benchmarks.Accuracy;
using Kaos.Benchmarks.Watching;

return args switch
{
    // Processes of their own that a mode starts; not meant to be called by hand.
    ["watch-server", var pods] => await ApiServer.RunAsync(int.Parse(pods)),
    ["watch-client", var address] => await WatchClient.RunAsync(new Uri(address)),
    ["a2a-bare", var port] => await BareServer.RunAsync(int.Parse(port)),
    ["a2a-durable", var work, var port, var folder] => await DurableServer.RunAsync(work, int.Parse(port), folder),
    ["accuracy", .. var how] => AccuracyRun.Run(how),
    _ => await Modes.RunAsync(args),
};
