// The page in one file: in a notebook's cell, whose kernel computes.
import { mount } from "svelte";

import App from "./App.svelte";
import "./app.css";
import { liveIn } from "./host";
import { Parent } from "./hosts/parent";
import Train from "./Train.svelte";
import Watch from "./Watch.svelte";

const host = await Parent.met();
liveIn(host);
const rooms = { train: host.isWatched ? Watch : Train };
mount(App, { target: document.getElementById("page")!, props: { rooms } });
