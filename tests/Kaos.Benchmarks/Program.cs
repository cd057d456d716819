using Kaos.Benchmarks;
using Kaos.Benchmarks.Watching;

return args switch
{
    // Processes of their own that a mode starts; not meant to be called by hand.
    ["watch-server", var pods] => await ApiServer.RunAsync(int.Parse(pods)),
    ["watch-client", var address] => await WatchClient.RunAsync(new Uri(address)),
    _ => await Modes.RunAsync(args),
};
